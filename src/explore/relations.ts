/**
 * Invariants that compare requests: relations over heads rather than over one connection (requirements §6).
 */
import { type Dialect, verdictOf } from '../dialects/dialect.js';
import { type Verdict, verdictKey } from '../spec/decide.js';
import { factsOf } from '../spec/facts.js';
import { latin1, octetsOf } from '../spec/message.js';
import { placeOf, run } from '../spec/step.js';
import { type SpelledHead, spelled } from './heads.js';
import type { Tabulated } from './search.js';

/** Two requests that ought to be treated alike and are not. */
export interface Difference {
  readonly one: SpelledHead;
  readonly other: SpelledHead;
  readonly says: string;
}

/** An invariant over pairs of requests. */
export interface Relation {
  readonly id: string;
  readonly sentence: string;
  readonly sources: readonly string[];
  readonly strength: 'breaks' | 'departs' | 'asks';
  readonly derived?: true;
  readonly differences: (subject: Subject, heads: readonly SpelledHead[]) => readonly Difference[];
}

/** Whatever takes requests: a dialect, or a mutant of one. */
export interface Subject {
  /** The verdict it takes on octets; nothing while it needs more of them. */
  readonly treat: (octets: Uint8Array) => Verdict | undefined;
}

/**
 * A dialect takes requests by its reading, its rules and its choices.
 *
 * @param dialect - the product, or the standards
 * @returns what it makes of octets
 */
export function subjectOf(dialect: Dialect): Subject {
  return {
    treat: (octets) => {
      const read = factsOf(octets, dialect.reading);
      return read.outcome === 'need-more' ? undefined : verdictOf(dialect, read);
    },
  };
}

function sameTreatment(one: Verdict | undefined, other: Verdict | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return one === other;
  return verdictKey(one) === verdictKey(other);
}

/** Whether a request, if it is granted, leaves an open WebSocket behind. */
function staysOpen(subject: Subject, octets: Uint8Array): boolean {
  const verdict = subject.treat(octets);
  if (verdict === undefined) return false;
  const trace = run([
    { type: 'client.head', verdict },
    ...(verdict.content === 'follows' ? ([{ type: 'client.content', part: 'end' }] as const) : []),
    { type: 'app.accept' },
    { type: 'policy.written' },
  ]);
  return placeOf(trace.end).status === 'ACTIVE.open';
}

const textOf = (head: SpelledHead): string => latin1(head.octets, 0, head.octets.length);

/** Compares each head with a respelling of it that means the same. */
function respelled(respell: (text: string) => string, says: string): Relation['differences'] {
  return (subject, heads) =>
    heads.flatMap((one) => {
      const text = respell(textOf(one));
      if (text === textOf(one)) return [];
      if (sameTreatment(subject.treat(one.octets), subject.treat(octetsOf(text)))) return [];
      const other = spelled(text);
      return other === undefined ? [] : [{ one, other, says }];
    });
}

/** The lines of a head between its start line and its empty line, changed. */
function changeLines(text: string, change: (lines: readonly string[]) => readonly string[]): string {
  const [start = '', ...rest] = text.split('\r\n');
  return [start, ...change(rest.slice(0, -2)), '', ''].join('\r\n');
}

const nameOf = (line: string): string => line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase();

/** Lines in another order; lines of one name keep theirs. */
const reordered = (text: string): string =>
  changeLines(text, (lines) => {
    const names = [...new Set(lines.map(nameOf))].reverse();
    return names.flatMap((name) => lines.filter((line) => nameOf(line) === name));
  });

const otherCase = (text: string): string =>
  changeLines(text, (lines) =>
    lines.map((line) => nameOf(line).toUpperCase() + line.slice(nameOf(line).length)),
  );

const spaced = (text: string): string =>
  changeLines(text, (lines) =>
    lines.map((line) => line.replace(/^([^:]+):[ \t]*(.*?)[ \t]*$/, '$1:\t $2 \t')),
  );

const split = (text: string): string =>
  changeLines(text, (lines) =>
    lines.flatMap((line) =>
      nameOf(line) === 'connection' && !line.includes('"')
        ? line
            .slice(line.indexOf(':') + 1)
            .split(',')
            .map((member) => `Connection: ${member.trim()}`)
        : [line],
    ),
  );

/**
 * Pairs that differ only in close and keep-alive, at HTTP/1.1 or later, where one stays open and the other
 * does not.
 */
const persistenceSwitches: Relation['differences'] = (subject, heads) => {
  const groups = new Map<string, SpelledHead>();
  const found: Difference[] = [];
  for (const head of heads) {
    const { version, connection, ...rest } = head.facts;
    if (version !== '1.1' || head.facts.syntax !== 'clean') continue;
    const option = connection.split('+').includes('upgrade');
    const key = JSON.stringify([rest, option, upgradeLines(head)]);
    const first = groups.get(key);
    if (first === undefined) groups.set(key, head);
    else if (staysOpen(subject, first.octets) !== staysOpen(subject, head.octets)) {
      found.push({
        one: first,
        other: head,
        says: 'only close and keep-alive differ, yet one stays open and one does not',
      });
    }
  }
  return found;
};

/** The Upgrade lines as spelled: SI-15 varies nothing but the persistence options. */
function upgradeLines(head: SpelledHead): string {
  return textOf(head)
    .split('\r\n')
    .filter((line) => nameOf(line) === 'upgrade')
    .join('\n');
}

/** The relations, in the order of requirements §6. SI-31 is about the table, see `positionsThatMatter`. */
export const RELATIONS: readonly Relation[] = [
  {
    id: 'SI-15',
    sentence: 'Whether a connection becomes and stays a WebSocket does not depend on its persistence.',
    sources: ['rfc9112#persistent.connections', 'rfc6455#section-7.3'],
    strength: 'asks',
    derived: true,
    differences: persistenceSwitches,
  },
  {
    id: 'SI-29',
    sentence: 'Field order, case of names and optional whitespace do not matter.',
    sources: [
      'rfc9110#fields.names',
      'rfc9110#fields.order',
      'rfc9110#fields.values',
      'rfc6455#section-4.2.1',
    ],
    strength: 'breaks',
    differences: (subject, heads) => [
      ...respelled(reordered, 'only the order of the fields differs')(subject, heads),
      ...respelled(otherCase, 'only the case of field names differs')(subject, heads),
      ...respelled(spaced, 'only optional whitespace differs')(subject, heads),
    ],
  },
  {
    id: 'SI-30',
    sentence: 'Splitting the Connection list over several lines does not matter.',
    sources: ['rfc9110#field.lines'],
    strength: 'breaks',
    differences: respelled(split, 'only the split of Connection over lines differs'),
  },
];

/** SI-31: the position of a request on its connection does not matter. */
export const POSITION = {
  id: 'SI-31',
  sentence: 'The position of a request on its connection does not matter.',
  sources: ['rfc9110#connections'],
  strength: 'breaks',
} as const;

/**
 * The head classes that some idle state treats otherwise than a new connection does.
 *
 * @param table - the machine, tabulated
 * @returns for each such class the status it leads to, by idle state
 */
export function positionsThatMatter(table: Tabulated): readonly string[] {
  const first = new Map<unknown, string>();
  const found: string[] = [];
  for (const edges of table.edges) {
    for (const edge of edges) {
      if (edge.before !== 'NONE.idle' || edge.earlier !== 'none' || edge.client !== 'sending') continue;
      if (edge.column.head === undefined) continue;
      const to = `${edge.after} ${placeOf(edge.step.after).persistence}`;
      const known = first.get(edge.column.head);
      if (known === undefined) first.set(edge.column.head, to);
      else if (known !== to) found.push(`${known} or ${to}`);
    }
  }
  return found;
}
