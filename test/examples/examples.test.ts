/**
 * The literate cases beside this file are run: README.md says how one is written.
 *
 * Nothing is assumed that a case does not say: each line of its list is checked by the function of its name below,
 * a line of an unknown name fails, and every permitted verdict must be one that the case expects.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AnswerContext, formFaults, type ResponseFacts } from '../../src/spec/answer.js';
import type { Facts } from '../../src/spec/axes.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { permittedFor, type Verdict } from '../../src/spec/decide.js';
import { choose } from '../../src/spec/defaults.js';
import { factsOf } from '../../src/spec/facts.js';
import { type ConnectionEvent, NO_REQUEST } from '../../src/spec/machine.js';
import { linesOf, octetsOf, type RequestHead, readResponse } from '../../src/spec/message.js';
import { ROW_PERSISTS } from '../../src/spec/persistence.js';
import { readResponseFacts } from '../../src/spec/response.js';
import { placeOf, run, step, type Trace } from '../../src/spec/step.js';
import type { Observation } from '../../src/spec/wire.js';

const FOLDER = new URL('./', import.meta.url);

/** One `## claim` of a file: its messages and its list. */
interface Case {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly requests: readonly string[];
  readonly responses: readonly string[];
  readonly expectations: readonly { readonly name: string; readonly value: string }[];
}

/** The sections of one file. */
function casesOf(file: string): readonly Case[] {
  const cases: { -readonly [K in keyof Case]: Case[K] }[] = [];
  let block: { kind: string; lines: string[] } | undefined;
  for (const [index, line] of readFileSync(new URL(file, FOLDER), 'utf8').split('\n').entries()) {
    const current = cases.at(-1);
    const item = /^- ([a-z0-9 ]+): (.+)$/.exec(line);
    if (block !== undefined) {
      if (line !== '```') block.lines.push(line);
      else {
        const text = block.lines.map((one) => `${one}\n`).join('');
        if (current === undefined) throw new Error(`${file}:${index + 1}: a message without a claim`);
        if (block.kind === 'http') current.requests = [...current.requests, text];
        else current.responses = [...current.responses, text];
        block = undefined;
      }
    } else if (line.startsWith('## ')) {
      const title = line.slice(3);
      cases.push({ file, line: index + 1, title, requests: [], responses: [], expectations: [] });
    } else if (line.startsWith('```')) {
      const kind = line.slice(3);
      if (kind !== 'http' && kind !== 'response') throw new Error(`${file}:${index + 1}: no block "${kind}"`);
      block = { kind, lines: [] };
    } else if (line.startsWith('- ')) {
      const [, name, value] = item ?? [];
      if (current === undefined || name === undefined || value === undefined) {
        throw new Error(`${file}:${index + 1}: no expectation: ${line}`);
      }
      current.expectations = [...current.expectations, { name, value }];
    }
  }
  return cases;
}

const ESCAPE = /\\(?:x([0-9a-f]{2})|\((.)\*([0-9]+)\)|([0trn\\])|\n)|\n/gi;
const NAMED: Readonly<Record<string, string>> = { 0: '\0', t: '\t', r: '\r', n: '\n', '\\': '\\' };

/** The octets a block spells: a line end is CRLF, unless a backslash stands before it. */
function octetsOfBlock(text: string): Uint8Array {
  const spelled = text.replace(ESCAPE, (all, hex?: string, what?: string, times?: string, name?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (what !== undefined) return what.repeat(Number(times));
    if (name !== undefined) return NAMED[name] as string;
    return all === '\n' ? '\r\n' : '';
  });
  return octetsOf(spelled);
}

const listOf = (text: string): readonly string[] => text.split(',').map((one) => one.trim());
const pairsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(listOf(text).map((pair) => pair.split('=') as [string, string]));
const clausesIn = (verdict: Verdict): readonly string[] =>
  Object.values(verdict.trail).flatMap((clauses) => clauses.split(' '));

/** What was read of one request: its facts, its head, what is permitted, and what is chosen. */
interface Asked {
  readonly outcome: string;
  readonly facts?: Facts;
  readonly head?: RequestHead;
  readonly permitted: readonly Verdict[];
}

function ask(text: string): Asked {
  const read = factsOf(octetsOfBlock(text));
  if (read.outcome === 'need-more') return { outcome: 'need-more', permitted: [] };
  const { facts, head, refused } = read;
  const outcome = refused === undefined ? 'head' : `refused ${refused.reason}`;
  return { outcome, facts, head, permitted: permittedFor(facts) };
}

const chosen = (asked: Asked | undefined): Verdict => choose(asked?.permitted ?? []);

/** One word of an `events` line as an event of the machine. */
function eventOf(words: string, requests: readonly Asked[]): ConnectionEvent {
  const [type = '', first, second] = words.split(' ');
  const has = (word: string): boolean => first === word || second === word;
  switch (type) {
    case 'head':
      return { type: 'client.head', verdict: chosen(requests[first === undefined ? 0 : Number(first) - 1]) };
    case 'content':
      return { type: 'client.content', part: (first ?? 'some') as 'some' | 'end' | 'fault' };
    case 'line-break':
    case 'octets':
    case 'frame':
    case 'fin':
    case 'rst':
      return { type: `client.${type}` };
    case 'app.respond': {
      const then = (second ?? 'decide') as 'decide' | 'close' | 'until-close';
      return { type, status: first as Extract<ConnectionEvent, { type: 'app.respond' }>['status'], then };
    }
    case 'app.interim':
      return { type, status: first as '100' | '1xx' };
    case 'policy.earlier-answered':
      return { type, more: has('more'), close: has('close') };
    case 'app.accept':
    case 'app.ignore':
    case 'app.send':
    case 'app.end':
    case 'policy.written':
    case 'policy.read-on':
    case 'policy.stop':
    case 'policy.limit':
    case 'policy.fail':
      return { type };
    default:
      throw new Error(`no event "${words}"`);
  }
}

/** What the server sent, in the words of a `sends` line. */
function wordOf(seen: Observation): string {
  if (seen.what === 'response') return seen.facts.status;
  return seen.what === 'frame' && seen.close ? 'close-frame' : seen.what;
}

/** The request answered with a status, its content read before that, until the answer is out. */
function answeredWith(status: string, verdict: Verdict): Trace {
  const content: readonly ConnectionEvent[] =
    verdict.content === 'follows' ? [{ type: 'client.content', part: 'end' }] : [];
  return run([
    { type: 'client.head', verdict },
    ...content,
    eventOf(`app.respond ${status}`, []),
    { type: 'policy.written' },
  ]);
}

/** What a verdict looks like to a case, by the names its lines use. */
const SHOWN: Readonly<Record<string, (verdict: Verdict) => string>> = {
  takes: (verdict) => verdict.takes,
  switch: (verdict) => (verdict.mayGrant ? 'permitted' : 'forbidden'),
  answers: (verdict) => verdict.answers.join(' '),
  persistence: (verdict) => verdict.trail.persistence ?? 'not asked',
  row: (verdict) => verdict.persistence,
  ends: (verdict) => (verdict.ends ? 'yes' : 'no'),
};

const matches = (verdict: Verdict, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([name, value]) => SHOWN[name]?.(verdict) === value);

/** Everything a line of a list can look at. */
interface Run {
  readonly requests: readonly Asked[];
  readonly verdict: Verdict;
  readonly response: ResponseFacts | undefined;
  readonly context: (closing: string | undefined) => AnswerContext;
  readonly trace: Trace;
  /** The clauses by which events were left unread when they came. */
  readonly waits: readonly string[];
}

function runCase(one: Case): Run {
  const requests = one.requests.map(ask);
  const [first] = requests;
  const verdict = first === undefined || first.permitted.length === 0 ? NO_REQUEST : chosen(first);
  const valuesOf = (key: string): readonly string[] =>
    first?.head === undefined ? [] : linesOf(first.head, key).map((line) => line.value);
  const [key] = valuesOf('sec-websocket-key');
  const read = one.responses.map((text) => readResponse(octetsOfBlock(text)))[0];
  if (read !== undefined && read.outcome !== 'head') throw new Error(`the response is ${read.outcome}`);
  const asked = {
    ...(key === undefined ? {} : { key }),
    protocols: valuesOf('sec-websocket-protocol').flatMap(listOf),
    extensions: valuesOf('sec-websocket-extensions'),
  };
  const response = read === undefined ? undefined : readResponseFacts(read.head, asked);
  const closes = first !== undefined && (!ROW_PERSISTS[verdict.persistence] || verdict.ends);
  const context = (closing: string | undefined): AnswerContext => ({
    status: response?.status ?? '2xx',
    servedAs: verdict.servedAs,
    closing: (closing as 'yes' | 'no') ?? (closes && response?.status !== '101' ? 'yes' : 'no'),
    refusesVersion: verdict.namesVersions ? 'yes' : 'no',
  });
  const words = one.expectations.find(({ name }) => name === 'events')?.value.split(' -> ')[0];
  const script = words === undefined ? [] : listOf(words).map((word) => eventOf(word, requests));
  const waits = script.flatMap((event, at) => {
    const [arrow] = step(run(script.slice(0, at)).end, event).arrows;
    return arrow?.unread === true ? [arrow.clause] : [];
  });
  return { requests, verdict, response, context, trace: run(script), waits };
}

type Check = (value: string, ran: Run, one: Case) => void;

const shown =
  (name: string): Check =>
  (value, { verdict }) =>
    expect(SHOWN[name]?.(verdict)).toBe(value);

/** A line of a list, by its name: what it checks. */
const CHECKS: Readonly<Record<string, Check>> = {
  reads: (value, { requests }) => expect(requests[0]?.outcome).toBe(value),
  facts: (value, { requests }) => expect(requests[0]?.facts).toMatchObject(pairsOf(value)),
  takes: shown('takes'),
  switch: shown('switch'),
  answers: shown('answers'),
  persistence: shown('persistence'),
  clause: (value, { verdict }) =>
    expect(clausesIn(verdict)).toEqual(expect.arrayContaining([...listOf(value)])),
  after: (value, { verdict }) => {
    const [status = '', fate] = value.split(' -> ');
    const { status: place } = placeOf(answeredWith(status, verdict).end);
    expect(place.startsWith('CLOSED.') ? 'closes' : place === 'NONE.idle' ? 'persists' : place).toBe(fate);
  },
  'also permitted': (value, { requests }) => {
    const alike = requests[0]?.permitted.filter((verdict) => matches(verdict, pairsOf(value)));
    expect(alike).not.toEqual([]);
  },
  events: (value, { trace }) => expect(placeOf(trace.end).status).toBe(value.split(' -> ')[1]),
  arrows: (value, { trace }) =>
    expect(trace.steps.map((taken) => taken.arrows[0]?.clause)).toEqual(listOf(value)),
  waits: (value, { waits }) => expect(waits).toEqual(listOf(value)),
  sends: (value, { trace }) => {
    const sent = trace.steps.flatMap((taken) => taken.sent.map(wordOf));
    expect(sent).toEqual(value === 'nothing' ? [] : listOf(value));
  },
  response: (value, { response }) => expect(response).toMatchObject(pairsOf(value)),
  closing: (value) => expect(['yes', 'no']).toContain(value),
  breaks: (value, { response, context }, one) => {
    const closing = one.expectations.find(({ name }) => name === 'closing')?.value;
    const faults = formFaults(response as ResponseFacts, context(closing));
    expect(faults).toEqual(value === 'nothing' ? [] : listOf(value));
  },
};

/** Every permitted verdict is the one expected, or one that an `also permitted` line describes. */
function checkNothingUnsaid(one: Case, { requests, verdict }: Run): void {
  if (requests.length === 0) return;
  const said = one.expectations
    .filter(({ name }) => name === 'also permitted')
    .map(({ value }) => pairsOf(value));
  const main = Object.fromEntries(Object.entries(SHOWN).map(([name, show]) => [name, show(verdict)]));
  const unsaid = (requests[0]?.permitted ?? []).filter(
    (other) => !matches(other, main) && !said.some((wanted) => matches(other, wanted)),
  );
  expect(unsaid.map((other) => other.picks)).toEqual([]);
}

const files = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .sort();
const cases = files.flatMap(casesOf);

/** The clauses a case names. */
function clausesNamed(one: Case): readonly string[] {
  return one.expectations
    .filter(
      ({ name, value }) =>
        ['clause', 'arrows', 'waits', 'breaks', 'persistence'].includes(name) && value !== 'nothing',
    )
    .flatMap(({ value }) => listOf(value));
}

const questionsIn = (title: string): readonly string[] => title.match(/Q-[0-9]{2}/g) ?? [];

for (const file of files) {
  describe(file, () => {
    test.each(cases.filter((one) => one.file === file))('$title', (one) => {
      const ran = runCase(one);
      expect(one.expectations).not.toEqual([]);
      for (const { name, value } of one.expectations) {
        const check = CHECKS[name];
        if (check === undefined) throw new Error(`${file}:${one.line}: no expectation is called "${name}"`);
        check(value, ran, one);
      }
      checkNothingUnsaid(one, ran);
    });
  });
}

describe('the cases together', () => {
  test('every group of clauses is in some case', () => {
    const named = new Set(cases.flatMap(clausesNamed).map((id) => CLAUSES[id]?.group));
    const groups = [...new Set(Object.values(CLAUSES).map(({ group }) => group))];
    expect(groups.filter((group) => !named.has(group))).toEqual([]);
  });

  test('every clause named is one that exists', () => {
    expect(cases.flatMap(clausesNamed).filter((id) => CLAUSES[id] === undefined)).toEqual([]);
  });

  test('every open question that a clause touches is in the title of a case', () => {
    const asked = new Set(cases.flatMap(({ title }) => questionsIn(title)));
    const touched = [...new Set(Object.values(CLAUSES).flatMap(({ questions }) => questions))].sort();
    expect(touched.filter((question) => !asked.has(question))).toEqual([]);
  });

  test('a case whose title names a question names a clause that touches it', () => {
    const astray = cases.filter((one) =>
      questionsIn(one.title).some(
        (question) => !clausesNamed(one).some((id) => CLAUSES[id]?.questions.includes(question)),
      ),
    );
    expect(astray.map(({ file, title }) => `${file}: ${title}`)).toEqual([]);
  });

  test('no two cases make the same claim', () => {
    const titles = cases.map(({ title }) => title);
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  });
});
