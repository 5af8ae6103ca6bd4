import { describe, expect, test } from 'vitest';
import { FRAME_FORM, OUT_OF_TURN, RECEIVING } from '../../src/spec/active.js';
import { FORM } from '../../src/spec/answer.js';
import { rfc } from '../../src/spec/clauses/clause.js';
import { ALIASES, CLAUSES, type Clause, clause, type Strength } from '../../src/spec/clauses/index.js';
import { STANDARDS } from '../../src/spec/decide.js';
import { machine } from '../../src/spec/machine.js';
import { FORWARDING, SENDING } from '../../src/spec/sending.js';

/** What is walked of a state of the machine: its arrows with their clauses, and the states inside it. */
interface StateNode {
  readonly id: string;
  readonly transitions: ReadonlyMap<string, readonly { readonly meta?: { readonly clause?: string } }[]>;
  readonly states: Readonly<Record<string, StateNode>>;
}

/** Every use of a clause by an arrow, as the clause's id and the place it is used. */
function usesByArrows(node: StateNode): readonly (readonly [string, string])[] {
  const here = [...node.transitions].flatMap(([event, arrows]) =>
    arrows.map((arrow) => [arrow.meta?.clause ?? 'no.clause', `${node.id} on ${event}`] as const),
  );
  return [...here, ...Object.values(node.states).flatMap(usesByArrows)];
}

const byTables = Object.entries(STANDARDS).flatMap(([question, table]) =>
  table.rows.map((row: { readonly clause: string }) => [row.clause, question] as const),
);
const byArrows = usesByArrows(machine.root as unknown as StateNode);
const byForms = [...FORM.rows, ...FRAME_FORM.rows].map((row) => [row.clause, 'form'] as const);
const byFrames = [...RECEIVING.rows, ...OUT_OF_TURN.rows].map((row) => [row.clause, 'frames'] as const);

const clauses: readonly Clause[] = Object.values(CLAUSES);
const withoutProse = (uses: readonly (readonly [string, string])[]): readonly string[] =>
  uses.filter(([id]) => CLAUSES[id] === undefined).map(([id, place]) => `${id} (${place})`);
const failing = (holds: (one: Clause) => boolean): readonly string[] =>
  clauses.filter((one) => !holds(one)).map((one) => one.id);

const SLUG = /^[a-z][a-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)*$/;
const REQUIREMENT = /^(H|WS)-[A-Z]+-[1-9][0-9]*$/;
const QUESTION = /^Q-[0-9]{2}$/;
const ANCHOR = /^rfc(1945|2068|4648|6455|7692|9110|9112|9931)#[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/;
const PREMISE = /^(\S+) \((MUST|MUST NOT|SHOULD|MAY|ought|definition)\)$/;

const KEYWORDS: Readonly<Record<Strength, readonly string[]>> = {
  required: ['MUST', 'MUST NOT'],
  preferred: ['SHOULD'],
  optional: ['MAY'],
  definition: ['definition'],
  derived: [],
  silent: [],
};

/** A premise is a clause of the strength it claims, or a requirement row. */
function premiseHolds(premise: string): boolean {
  const [, id = '', keyword = ''] = PREMISE.exec(premise) ?? [];
  const named = CLAUSES[id];
  return named === undefined ? REQUIREMENT.test(id) : KEYWORDS[named.strength].includes(keyword);
}

const bySending = [...SENDING.rows, ...FORWARDING.rows].map((row) => [row.clause, 'sending'] as const);

describe('prose and use meet', () => {
  test('every clause of a table has prose', () => expect(withoutProse(byTables)).toEqual([]));

  test('every clause of an arrow has prose', () => expect(withoutProse(byArrows)).toEqual([]));

  test('every clause of a form has prose', () => expect(withoutProse(byForms)).toEqual([]));

  test('every clause about a received frame has prose', () => expect(withoutProse(byFrames)).toEqual([]));

  test('every clause about a request as sent has prose', () => expect(withoutProse(bySending)).toEqual([]));

  test('the machine has arrows to look at', () => expect(byArrows.length).toBeGreaterThan(100));

  test('every clause with prose is used by a table, an arrow or a form', () => {
    const used = new Set([...byTables, ...byArrows, ...byForms, ...byFrames, ...bySending].map(([id]) => id));
    expect(failing((one) => used.has(one.id))).toEqual([]);
  });
});

describe('a clause is well formed', () => {
  test('its id is a slug, the key it is kept under, and begins with its group', () => {
    expect(failing((one) => SLUG.test(one.id) && CLAUSES[one.id] === one)).toEqual([]);
    expect(failing((one) => one.id.startsWith(`${one.group}.`))).toEqual([]);
  });

  test('its sentence is one sentence under 200 characters, and no other clause says the same', () => {
    expect(failing((one) => /^[A-Z].*[^.]\.$/.test(one.sentence) && one.sentence.length < 200)).toEqual([]);
    expect(failing((one) => !one.sentence.includes('. '))).toEqual([]);
    expect(new Set(clauses.map((one) => one.sentence)).size).toBe(clauses.length);
  });

  test('what it permits is said in sentences', () => {
    expect(failing((one) => /^[A-Za-z0-9].*[^.]\.$/.test(one.permitted))).toEqual([]);
  });

  test('it names a source, each once, and each by an anchor of the text it names', () => {
    expect(failing((one) => one.sources.length > 0)).toEqual([]);
    expect(failing((one) => one.sources.every((source) => ANCHOR.test(source.anchor)))).toEqual([]);
    expect(
      failing((one) =>
        one.sources.every(({ text, anchor }) => anchor.startsWith(`${text.toLowerCase().replace(' ', '')}#`)),
      ),
    ).toEqual([]);
    expect(
      failing((one) => new Set(one.sources.map((source) => source.anchor)).size === one.sources.length),
    ).toEqual([]);
  });

  test('it names premises exactly when it is derived, each a row or a clause of the strength claimed', () => {
    expect(failing((one) => (one.strength === 'derived') === (one.premises !== undefined))).toEqual([]);
    expect(failing((one) => one.premises?.length !== 0 && (one.premises ?? []).every(premiseHolds))).toEqual(
      [],
    );
  });

  test('its requirement rows and questions are ids, each once', () => {
    const once = (ids: readonly string[], form: RegExp): boolean =>
      ids.every((id) => form.test(id)) && new Set(ids).size === ids.length;
    expect(failing((one) => once(one.requirements, REQUIREMENT))).toEqual([]);
    expect(failing((one) => once(one.questions, QUESTION))).toEqual([]);
  });
});

describe('a clause is found', () => {
  test('by its id, and by nothing else', () => {
    expect(clause('persist.close-wins')).toBe(CLAUSES['persist.close-wins']);
    expect(clause('persist.no-such')).toBeUndefined();
    expect(clause('constructor')).toBeUndefined();
  });

  test('by an id of an earlier release, which is no id of today', () => {
    for (const [old, now] of Object.entries(ALIASES)) {
      expect(CLAUSES[old], old).toBeUndefined();
      expect(clause(old), old).toBe(CLAUSES[now]);
      expect(clause(old), old).toBeDefined();
    }
  });

  test('its section has an anchor, or citing it fails', () => {
    expect(rfc('9112', '9.3')).toEqual([
      { text: 'RFC 9112', section: '9.3', anchor: 'rfc9112#persistent.connections' },
    ]);
    expect(rfc('6455', '4.2.1')[0]?.anchor).toBe('rfc6455#section-4.2.1');
    expect(() => rfc('9112', '99')).toThrow('RFC 9112 §99 has no anchor here');
  });
});
