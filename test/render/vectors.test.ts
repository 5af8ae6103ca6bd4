/** The vectors: what their lines say is what the objects that run say, and a changed line shows in a golden file. */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeWhole } from '../../src/cli/vectors.js';
import {
  GROUPS,
  type Group,
  jsonLines,
  type Vector,
  type Vectors,
  vectorsOf,
} from '../../src/render/vectors/index.js';
import { digestOf, NO_LIMITS, spelledOctets } from '../../src/render/vectors/line.js';
import type { Outcome } from '../../src/render/vectors/outcomes.js';
import { SCENARIOS } from '../../src/render/vectors/scenarios.js';
import { defaultRun } from '../../src/render/vectors/sequence.js';
import { frameFaults } from '../../src/spec/active.js';
import { type AnswerContext, formFaults, formOf, isFinal, STATUSES } from '../../src/spec/answer.js';
import { type Facts, REFERENCE } from '../../src/spec/axes.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { CHOICES } from '../../src/spec/events.js';
import { factsOf } from '../../src/spec/facts.js';
import { judge } from '../../src/spec/judge.js';
import type { ConnectionEvent } from '../../src/spec/machine.js';
import { keyOf, newConnection, step } from '../../src/spec/step.js';
import type { Observation } from '../../src/spec/wire.js';
import { after101 } from '../cli.run.js';
import { parsedCases } from '../consumers/cases.js';

const ROOT = new URL('../../', import.meta.url);
const LONG = { timeout: 120_000 };

let all: Vectors;
beforeAll(() => {
  all = vectorsOf({ version: '0.0.0', cases: parsedCases(ROOT) });
}, LONG.timeout);

const linesOf = (group: Group): readonly Vector[] => all.groups[group]?.lines ?? [];
const lineOf = (id: string): Vector => {
  const found = linesOf(id.slice(0, id.indexOf('/')) as Group).find((line) => line.id === id);
  if (found === undefined) throw new Error(`no line ${id}`);
  return found;
};
const octets = (spelled: unknown): Buffer =>
  typeof spelled === 'string'
    ? Buffer.from(spelled, 'base64')
    : Buffer.concat(
        (spelled as [string, number][]).flatMap(([piece, times]) =>
          Array.from({ length: times }, () => Buffer.from(piece, 'base64')),
        ),
      );
const outcomesOf = (line: Vector): readonly Outcome[] => line.outcomes as readonly Outcome[];
const permits = (outcome: Outcome, answer: string): boolean =>
  outcome.answers.includes(answer) ||
  (outcome.answers.includes('final') && (all.header.final_answers as string[]).includes(answer));

describe('the file', () => {
  test('is the one that was reviewed', async () => {
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
    const rows = GROUPS.map((group) => {
      const lines = linesOf(group).map((line) => JSON.stringify(line));
      return `${group}: ${lines.length} lines, ${all.groups[group]?.skipped} skipped, ${digest(lines.join('\n'))}`;
    });
    const header = `header: ${digest(JSON.stringify(all.header))}`;
    await expect(`${[header, ...rows].join('\n')}\n`).toMatchFileSnapshot('__snapshots__/vectors.txt');
  });

  test('is the same again', LONG, () => {
    const again = vectorsOf({ version: '0.0.0', cases: parsedCases(ROOT) });
    expect([...jsonLines(again)].join('') === [...jsonLines(all)].join('')).toBe(true);
  });

  test('has a header that counts its lines, and no id twice', () => {
    const lines = [...jsonLines(all)].map((text) => JSON.parse(text) as Record<string, unknown>);
    const [header, ...others] = lines;
    expect(Object.keys(header?.groups as object)).toEqual([...GROUPS]);
    for (const [group, { lines: count }] of Object.entries(
      header?.groups as Record<string, { lines: number }>,
    )) {
      expect(others.filter((line) => line.group === group)).toHaveLength(count);
      expect(count).toBeGreaterThan(0);
    }
    expect(new Set(others.map(({ id }) => id)).size).toBe(others.length);
  });

  test('is as its schema says, line by line', LONG, () => {
    const ajv = new Ajv({ allErrors: false, strictTuples: false });
    const schema = JSON.parse(readFileSync(new URL('schema/vectors.json', ROOT), 'utf8')) as { $id: string };
    ajv.addSchema(schema);
    const validatorOf = (name: string) => ajv.compile({ $ref: `${schema.$id}#/definitions/${name}` });
    const validators = new Map(['header', ...GROUPS].map((name) => [name, validatorOf(name)] as const));
    for (const text of jsonLines(all)) {
      const line = JSON.parse(text) as Partial<Vector>;
      const validate = validators.get(line.group ?? 'header');
      if (validate?.(line) !== true) expect(ajv.errorsText(validate?.errors), line.id ?? 'header').toBe('');
    }
  });

  test('names only clauses that its header holds', () => {
    expect(Object.keys(all.header.clauses as object)).toEqual(Object.keys(CLAUSES));
    const named = new Set(
      [...jsonLines(all)]
        .slice(1)
        .flatMap((text) => text.match(/\["[a-z0-9]+\.[a-z0-9-]+","(?=[a-z]+"\])/g) ?? []),
    );
    expect(named.size).toBeGreaterThan(100);
    for (const one of named) expect(CLAUSES).toHaveProperty([one.slice(2, -3)]);
  });

  test('says which outcome is the default choice, first and once', () => {
    for (const group of ['cube', 'spelling', 'frame'] as const) {
      for (const line of linesOf(group)) {
        const defaults = outcomesOf(line).map((one) => one.default === true);
        if (defaults.indexOf(true) !== 0 || defaults.lastIndexOf(true) !== 0)
          expect(defaults, line.id).toEqual([true]);
      }
    }
  });

  test('octets that repeat are written once, and are the same octets', () => {
    for (const text of ['', 'ab', `a${'x'.repeat(5000)}b`, 'ab'.repeat(900), `${'1234567'.repeat(300)}12`]) {
      const given = new Uint8Array(Buffer.from(text));
      expect(octets(spelledOctets(given)).toString()).toBe(text);
    }
    expect(JSON.stringify(spelledOctets(new Uint8Array(100_000))).length).toBeLessThan(50);
    expect(digestOf(new Uint8Array([0x61]))).toBe('e40c292c');
  });
});

describe('requests', () => {
  test('the octets of every cube have its facts', LONG, () => {
    const wrong = linesOf('cube').filter((line) => {
      const read = factsOf(octets(line.octets), undefined, { ended: true });
      const facts = { ...REFERENCE, ...(line.facts as Partial<Facts>) };
      return read.outcome !== 'facts' || JSON.stringify(read.facts) !== JSON.stringify(facts);
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test('the reference handshake may be granted, and that is the default', () => {
    const [first, ...others] = outcomesOf(lineOf('cube/reference'));
    expect(first).toEqual({ default: true, answers: ['101'], then: 'websocket' });
    expect(others.map(({ then }) => then)).toEqual(['may-persist', 'http-continues', 'closes']);
  });

  test('an offer in HTTP/1.0 is not granted, and has no interim response', () => {
    const line = linesOf('cube').find(({ facts }) => JSON.stringify(facts) === '{"version":"1.0"}') as Vector;
    expect(outcomesOf(line).some((one) => permits(one, '101') || permits(one, '100'))).toBe(false);
    expect(line.clauses).toMatchObject({ answer: ['offer.old-version', 'required'] });
  });

  test('what depends on limits is permitted to those who read on as well', () => {
    const depending = linesOf('cube').filter(({ depends }) => depends === 'limits');
    expect(depending.length).toBeGreaterThan(0);
    const large = lineOf('cube/syntax=large');
    expect(outcomesOf(large)[0]?.answers).toContain('4xx');
    expect(outcomesOf(large).some(({ then }) => then === 'websocket')).toBe(true);
    const read = factsOf(octets(large.octets), undefined, { limits: NO_LIMITS });
    expect(read.outcome === 'facts' && read.facts.syntax).toBe('clean');
  });

  /** One cube for each set of outcomes there is. */
  const distinct = (): readonly Vector[] => [
    ...new Map(
      linesOf('cube')
        .filter((line) => line.depends === undefined)
        .map((line) => [JSON.stringify(line.outcomes), line]),
    ).values(),
  ];
  const seenOf = (line: Vector): readonly Observation[] => {
    const facts = { ...REFERENCE, ...(line.facts as Partial<Facts>) };
    const request: Observation = { from: 'client', what: 'request', facts };
    return line.content === undefined
      ? [request]
      : [request, { from: 'client', what: 'content', part: 'end' }];
  };
  const answer = (context: AnswerContext): Observation => ({
    from: 'server',
    what: 'response',
    facts: formOf(context),
  });
  const contexts = (status: AnswerContext['status'], closing: 'yes' | 'no'): readonly AnswerContext[] =>
    (['1.1', '1.0'] as const).flatMap((servedAs) =>
      (['yes', 'no'] as const).map((refusesVersion) => ({ status, servedAs, closing, refusesVersion })),
    );
  const judgedPermitted = (seen: readonly Observation[]): boolean => {
    const judged = judge(seen);
    return judged.outcome === 'permitted' && judged.departs.length === 0;
  };

  test('an answer is permitted exactly when the judge permits it, as no departure', LONG, () => {
    const lines = distinct();
    expect(lines.length).toBeGreaterThan(40);
    const wrong = lines.flatMap((line) =>
      STATUSES.filter((status) => status === '101' || isFinal(status)).flatMap((status) => {
        const said = outcomesOf(line).some((one) => permits(one, status));
        const judged = (['no', 'yes'] as const).some((closing) =>
          contexts(status, closing).some((context) => judgedPermitted([...seenOf(line), answer(context)])),
        );
        return said === judged
          ? []
          : [`${line.id} ${status}: ${said ? 'permitted' : 'not permitted'} here only`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('another answer may follow exactly where the judge lets one follow', LONG, () => {
    const plain: Observation = {
      from: 'client',
      what: 'request',
      facts: { ...REFERENCE, connection: 'none', upgrade: 'none' },
    };
    const [second] = contexts('2xx', 'no');
    const wrong = distinct().flatMap((line) =>
      STATUSES.filter(isFinal).flatMap((status) => {
        const said = outcomesOf(line).some((one) => one.then === 'may-persist' && permits(one, status));
        const judged = contexts(status, 'no').some((context) =>
          judgedPermitted([...seenOf(line), answer(context), plain, answer(second as AnswerContext)]),
        );
        return said === judged ? [] : [`${line.id} ${status}: ${said ? 'persists' : 'closes'} here only`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('a head that has not ended is waited for', () => {
    const waiting = linesOf('spelling').filter(
      ({ facts, half_close }) => facts === null && half_close !== true,
    );
    expect(waiting.length).toBeGreaterThan(0);
    for (const line of waiting)
      expect(outcomesOf(line)[0]).toEqual({ default: true, answers: [], then: 'waits' });
  });
});

describe('answers and frames', () => {
  test('every form there names is permitted, and any other value breaks a rule of its line', () => {
    for (const line of linesOf('form')) {
      const context = line.context as AnswerContext;
      expect({ status: context.status, ...(line.default as object) }).toEqual(formOf(context));
      for (const [part, values] of Object.entries(line.parts as Record<string, readonly string[]>)) {
        for (const rule of line.rules as readonly {
          part: string;
          permits: string[];
          clause: [string, string];
        }[]) {
          if (rule.part !== part) continue;
          expect(values.every((value) => rule.permits.includes(value))).toBe(true);
          const broken = { ...formOf(context), [part]: 'no such value' };
          expect(formFaults(broken, context)).toContain(rule.clause[0]);
        }
      }
    }
  });

  test('a frame is taken, ignored or failed as RFC 6455 has it, and the words seen agree', () => {
    const unmasked = lineOf('frame/between/mask=unmasked');
    expect(unmasked.outcomes).toEqual([
      { default: true, does: 'fail', owes: ['fin'], clause: ['frame.unmasked', 'required'] },
    ]);
    const seen = (line: Vector): RegExp => new RegExp(line.seen as string);
    expect(seen(unmasked).test('fin ')).toBe(true);
    expect(seen(unmasked).test('close-frame fin ')).toBe(true);
    expect(seen(unmasked).test('pong ')).toBe(false);
    const ping = lineOf('frame/between/opcode=ping');
    expect(ping.outcomes).toMatchObject([{ does: 'take', owes: ['pong'] }]);
    expect(seen(ping).test('pong ')).toBe(true);
    expect(seen(ping).test('fin ')).toBe(false);
    expect(lineOf('frame/between/opcode=close').outcomes).toMatchObject([
      { does: 'take', owes: ['close-frame'] },
    ]);
    const inside = lineOf('frame/inside/reference').outcomes as readonly { does: string }[];
    expect(inside.map(({ does }) => does)).toEqual(['fail', 'ignore', 'fail']);
    expect(lineOf('frame/between/reference').outcomes).toMatchObject([
      { does: 'take', owes: [] },
      { does: 'fail', owes: ['fin'] },
    ]);
  });

  test('a frame of a server is permitted exactly when it has no fault, and is in its turn', () => {
    for (const line of linesOf('sent').filter(({ id }) => id.startsWith('sent/form/'))) {
      const faults = frameFaults(line.facts as Parameters<typeof frameFaults>[0]);
      expect(line.permitted, line.id).toBe(faults.length === 0);
    }
    const turns = (on: string) =>
      linesOf('sent')
        .filter(({ id, permitted }) => id.startsWith(`sent/${on}/`) && permitted === true)
        .map(({ id }) => id.split('/')[2]);
    expect(turns('between')).toEqual(['message', 'begins', 'ping', 'pong', 'close']);
    expect(turns('inside')).toEqual(['continues', 'ends', 'ping', 'pong', 'close']);
  });
});

describe('sequences', () => {
  const steps = (name: string) => lineOf(`sequence/${name}`).steps as readonly { readonly seen: string }[];

  /** Every clause that the machine names, whatever a server chooses behind what a client sent. */
  function clausesOn(client: readonly ConnectionEvent[]): ReadonlySet<string> {
    const clauses = new Set<string>();
    const queue = [{ state: newConnection(), read: 0 }];
    const known = new Set<string>();
    for (const { state, read } of queue) {
      const key = `${keyOf(state)} ${read}`;
      if (known.has(key)) continue;
      known.add(key);
      const next = client[read];
      const taken = [...(next === undefined ? [] : [next]), ...CHOICES].map((event) => step(state, event));
      for (const { arrows } of taken) for (const { clause } of arrows) clauses.add(clause);
      for (const { after, event, arrows } of taken) {
        const reads = event === next && arrows[0]?.unread !== true;
        queue.push({ state: after, read: reads ? read + 1 : read });
      }
    }
    return clauses;
  }

  test('the default choices send what the last step permits', () => {
    for (const scenario of SCENARIOS) {
      const { words } = defaultRun(scenario);
      const line = lineOf(`sequence/${scenario.name}`);
      expect(line.default).toBe(words.map((word) => `${word} `).join(''));
      expect(line.default as string).toMatch(new RegExp(steps(scenario.name).at(-1)?.seen ?? 'no step'));
    }
  });

  test('the clause that a scenario names is one that the tables or the machine come by', () => {
    for (const scenario of SCENARIOS) {
      const { events } = defaultRun(scenario);
      const decided = events.flatMap((event) => {
        if (event.type === 'client.frame') return [event.verdict.clause];
        return event.type === 'client.head' ? Object.values(event.verdict.trail) : [];
      });
      expect([...clausesOn(events), ...decided], scenario.name).toContain(scenario.clause);
    }
  });

  test('every expression permits silence, has no empty branch, and is one that POSIX knows', () => {
    for (const { seen } of linesOf('sequence').flatMap((line) => line.steps as { seen: string }[])) {
      expect('').toMatch(new RegExp(seen));
      expect(seen).toMatch(/^\^[a-z0-9() |*?-]*\$$/);
      expect(seen).not.toMatch(/\(\||\|\||\|\)/);
    }
  });

  test.each([
    ['pipelined', 1, '2xx 4xx ', true],
    ['pipelined', 1, '2xx 2xx 2xx ', false],
    ['pipelined-upgrade', 1, '101 ', false],
    ['pipelined-upgrade', 1, '2xx 101 ', true],
    ['pipelined-fault', 1, '2xx 2xx ', false],
    ['close-get', 2, '2xx 2xx ', false],
    ['close-get', 2, '2xx fin ', true],
    ['old-keep-twice', 2, '2xx 2xx ', true],
    ['old-get', 2, '2xx 2xx ', false],
    ['old-upgrade-get', 1, '101 ', false],
    ['close-upgrade', 2, '101 fin ', false],
    ['close-upgrade', 2, '101 close-frame fin ', true],
    ['refused-then-offer', 2, '426 101 ', true],
    ['refused-then-offer', 1, '101 ', false],
    ['expect', 1, '100 ', true],
    ['expect', 1, '101 ', false],
    ['expect-old', 1, '100 ', false],
    ['early-frame', 1, '101 pong ', false],
    ['early-close', 1, '101 close-frame fin ', true],
    ['close-from-client', 2, '101 fin ', false],
    ['close-from-client', 2, '2xx 400 ', true],
    ['upgrade-get', 2, '101 2xx ', false],
    ['upgrade-get', 2, '101 fin ', true],
    ['ping', 2, '101 pong pong ', false],
    ['get-fin', 1, '2xx fin ', true],
    ['switched-fin', 2, '101 fin ', true],
  ])('%s, step %i: "%s" is permitted: %s', (name, step, seen, permitted) => {
    expect(new RegExp(steps(name)[step - 1]?.seen ?? 'no step').test(seen)).toBe(permitted);
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'after101-vectors-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('prints the groups asked for, behind a header that counts them', async () => {
    const ran = await after101(['vectors', '--group', 'form', '--group', 'sequence']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    const [header, ...lines] = ran.out.trimEnd().split('\n');
    expect(Object.keys(JSON.parse(header ?? '').groups)).toEqual(['form', 'sequence']);
    expect(lines).toEqual([...linesOf('form'), ...linesOf('sequence')].map((line) => JSON.stringify(line)));
  });

  test('writes into a file, and says why where it cannot', async () => {
    const file = join(folder, 'form.jsonl');
    expect(await after101(['vectors', '--group', 'form', '--out', file])).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    const printed = await after101(['vectors', '--group', 'form']);
    expect(readFileSync(file, 'utf8')).toBe(printed.out);
    const ran = await after101(['vectors', '--group', 'form', '--out', folder]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(/^Cannot write .*: EISDIR\.\n$/);
    const nowhere = await after101([
      'vectors',
      '--group',
      'form',
      '--out',
      join(folder, 'none', 'form.jsonl'),
    ]);
    expect(nowhere).toMatchObject({ code: 2, out: '' });
    expect(nowhere.err).toMatch(/^Cannot write .*: ENOENT\.\n$/);
  });

  test('writes a file whole, or leaves what was there before, and nothing beside it', () => {
    const own = mkdtempSync(join(folder, 'whole-'));
    const file = join(own, 'vectors.jsonl');
    writeFileSync(file, 'before\n');
    const seen: string[] = [];
    function* text(fails: boolean): Generator<string> {
      yield 'first\n';
      seen.push(readFileSync(file, 'utf8'), `${readdirSync(own).length} files`);
      if (fails) throw new Error('no more');
      yield 'second\n';
    }
    expect(() => writeWhole(file, text(true))).toThrow(/^Cannot write .*: Error: no more\.$/);
    expect(readFileSync(file, 'utf8')).toBe('before\n');
    expect(readdirSync(own)).toEqual(['vectors.jsonl']);
    writeWhole(file, text(false));
    expect(readFileSync(file, 'utf8')).toBe('first\nsecond\n');
    expect(readdirSync(own)).toEqual(['vectors.jsonl']);
    expect(seen).toEqual(['before\n', '2 files', 'before\n', '2 files']);
  });

  test('writes through a link, which stays one', () => {
    const own = mkdtempSync(join(folder, 'link-'));
    writeFileSync(join(own, 'real'), 'before\n');
    symlinkSync('real', join(own, 'link'));
    writeWhole(join(own, 'link'), ['after\n']);
    expect(lstatSync(join(own, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(own, 'real'), 'utf8')).toBe('after\n');
  });

  test('names the groups where one does not exist', async () => {
    const ran = await after101(['vectors', '--group', 'form', '--group', 'cub\x1b[2J']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('No group is called "cub\\x1b[2J". There are: cube, spelling, case, form,');
  });

  test('takes the literate cases from a file that is as they are; UPDATE_DOCS=1 writes it', async () => {
    const file = new URL('vectors/cases.jsonl', ROOT);
    const now = linesOf('case')
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, now);
    expect(readFileSync(file, 'utf8')).toBe(now);
    const ran = await after101(['vectors', '--group', 'case']);
    expect(ran.code).toBe(0);
    expect(ran.out.trimEnd().split('\n').slice(1).join('\n')).toBe(now.trimEnd());
  });
});
