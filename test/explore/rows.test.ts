/**
 * Rows and arrows are data, so each can be made wrong in process: is it noticed?
 *
 * 1. Every row of every table is dropped, swapped with its neighbour, given each other outcome and negated,
 *    and the decisions about kept facts are compared with the true ones: verdicts, and clauses behind them.
 * 2. Every arrow is dropped, led elsewhere and negated, and every step of the tabulated machine that could
 *    take it is compared: state after, what was sent, and the clauses told.
 * 3. What nobody can notice is listed here, with the reason.
 */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { not } from 'xstate';
import { nearest, walk } from '../../src/explore/cubes.js';
import { type HeadClass, tabulate } from '../../src/explore/search.js';
import { classesOfSpace } from '../../src/explore/verify.js';
import {
  ANSWER_CONTEXT,
  ANSWER_PARTS,
  type AnswerContext,
  FORM,
  formFaults,
  type Narrowing,
  permittedParts,
  type ResponseFacts,
} from '../../src/spec/answer.js';
import { AXIS_NAMES, type Facts, REFERENCE, VALUES } from '../../src/spec/axes.js';
import { decideSeen, type Question, type Rules, STANDARDS, verdictKey } from '../../src/spec/decide.js';
import { machine } from '../../src/spec/machine.js';
import { type Connection, keyOf, type Step, step } from '../../src/spec/step.js';
import {
  ask,
  askAll,
  type Condition,
  defineTable,
  type Row,
  type See,
  seeing,
  type Table,
} from '../../src/spec/table.js';

const TIMEOUT = { timeout: 120_000 };
const hashOf = (texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);

/** Facts from which others are made by changing up to two: each base makes other tables speak. */
const BASES: readonly Partial<Facts>[] = [
  {},
  { version: '1.0', connection: 'keep-alive', upgrade: 'none' },
  { connection: 'none', upgrade: 'none', framing: 'length', expect: 'continue' },
];

/** All facts that differ from a base on at most two axes, nearest first. */
function around(base: Facts): readonly Facts[] {
  const changes = AXIS_NAMES.flatMap((axis) =>
    VALUES[axis].filter((value) => value !== base[axis]).map((value) => ({ axis, value })),
  );
  const changed = (facts: Facts, { axis, value }: (typeof changes)[number]): Facts =>
    ({ ...facts, [axis]: value }) as Facts;
  return [
    base,
    ...changes.map((one) => changed(base, one)),
    ...changes.flatMap((one, at) =>
      changes
        .slice(at + 1)
        .filter((other) => other.axis !== one.axis)
        .map((other) => changed(changed(base, one), other)),
    ),
  ];
}

/** The facts kept: those around the bases, and one of every kind of decision in all of fact space. */
function keptFacts(): readonly Facts[] {
  const kept = new Map<string, Facts>();
  const keep = (facts: Facts): void => {
    kept.set(JSON.stringify(AXIS_NAMES.map((axis) => facts[axis])), facts);
  };
  for (const base of BASES) for (const facts of around({ ...REFERENCE, ...base } as Facts)) keep(facts);
  const decided = new Set<unknown>();
  walk(
    (see) => decideSeen(STANDARDS, see),
    (verdicts, cube) => {
      if (decided.has(verdicts)) return;
      decided.add(verdicts);
      keep(nearest(cube).facts);
    },
  );
  return [...kept.values()];
}

interface Digest {
  readonly verdicts: string;
  readonly whole: string;
}
const digests = new WeakMap<object, Digest>();

/** A decision as text: its verdicts, and the same with the clauses behind them. */
function digestOf(rules: Rules, see: See): Digest {
  const decided = decideSeen(rules, see);
  let digest = digests.get(decided);
  if (digest === undefined) {
    const verdicts = decided.map(verdictKey).join('\n');
    digest = { verdicts, whole: `${verdicts}\n${JSON.stringify(decided[0]?.trail)}` };
    digests.set(decided, digest);
  }
  return digest;
}

type AnyRow = Row<Record<string, string>, unknown>;
interface Mutation {
  readonly name: string;
  readonly kind: 'dropped' | 'swapped' | 'retargeted' | 'negated';
  readonly rows: readonly AnyRow[];
}

/** Every way to make one row of a table wrong. */
function mutationsOf(question: string, rows: readonly AnyRow[]): readonly Mutation[] {
  const outcomes = new Map(rows.flatMap((row) => row.then).map((one) => [JSON.stringify(one), one]));
  const plain = rows.map(({ clause, when, then }): AnyRow => ({ clause, when, then }));
  const put = (at: number, ...instead: readonly AnyRow[]): readonly AnyRow[] =>
    plain.toSpliced(at, 1, ...instead);
  return plain.flatMap((row, at): Mutation[] => {
    const name = `${question} ${row.clause}`;
    const next = plain[at + 1];
    return [
      { name, kind: 'dropped', rows: put(at) },
      { name, kind: 'negated', rows: put(at, { ...row, negated: true }) },
      ...[...outcomes.values()]
        .filter((outcome) => JSON.stringify([outcome]) !== JSON.stringify(row.then))
        .map(
          (outcome): Mutation => ({ name, kind: 'retargeted', rows: put(at, { ...row, then: [outcome] }) }),
        ),
      ...(next === undefined
        ? []
        : [
            {
              name: `${name} / ${next.clause}`,
              kind: 'swapped' as const,
              rows: plain.toSpliced(at, 2, next, row),
            },
          ]),
    ];
  });
}

/** Whether two conditions never hold together: on some axis they have no value in common. */
const exclude = (one: Condition<Record<string, string>>, other: Condition<Record<string, string>>): boolean =>
  Object.entries(one).some(([axis, values]) => {
    const others = other[axis];
    return others !== undefined && !(values ?? []).some((value) => others.includes(value));
  });

/** Counts by kind: how many were made, and how many were noticed. */
function tally(mutants: readonly { readonly kind: string; readonly noticed: boolean }[]): string {
  return [...new Set(mutants.map(({ kind }) => kind))]
    .map((kind) => {
      const all = mutants.filter((one) => one.kind === kind);
      return `${kind} ${all.filter((one) => one.noticed).length} of ${all.length}`;
    })
    .join(', ');
}

/** The reason EXCLUSIVE is checked, not believed. */
function expectExclusive(name: string, rows: readonly AnyRow[]): void {
  const [first, second] = name.slice(name.indexOf(' ') + 1).split(' / ');
  const whenOf = (clause: string | undefined) => rows.find((row) => row.clause === clause)?.when ?? {};
  expect(exclude(whenOf(first), whenOf(second)), name).toBe(true);
}

const EXCLUSIVE = 'the two conditions exclude each other, so their order cannot matter';

/** The mutants of tables that nothing notices, each with its reason. */
const UNNOTICED_ROWS: Readonly<Record<string, string>> = {
  'swapped refusals syntax.broken / syntax.space-before-colon': EXCLUSIVE,
  'swapped refusals syntax.space-before-colon / limit.target': EXCLUSIVE,
  'swapped refusals limit.target / limit.head': EXCLUSIVE,
  'swapped refusals version.malformed / version.simple-request': EXCLUSIVE,
  'swapped refusals version.simple-request / version.major-0': EXCLUSIVE,
  'swapped refusals version.major-0 / version.major-unserved': EXCLUSIVE,
  'swapped refusals target.malformed / target.asterisk': EXCLUSIVE,
  'swapped refusals target.asterisk / target.authority': EXCLUSIVE,
  'swapped refusals target.authority / target.connect': EXCLUSIVE,
  'swapped refusals framing.chunked-not-last / framing.bad-length': EXCLUSIVE,
  'swapped refusals framing.bad-length / framing.unknown-coding': EXCLUSIVE,
  'swapped refusals host.missing / host.repeated': EXCLUSIVE,
  'swapped refusals host.repeated / host.invalid': EXCLUSIVE,
  'swapped tolerances framing.equal-lengths / framing.both': EXCLUSIVE,
  'retargeted tolerances framing.both':
    'refusing two framings ends the connection by framing.both-ends, whatever the refusal says of it',
  'swapped persistence persist.http11 / persist.keep-alive': EXCLUSIVE,
  'swapped endings framing.chunked-not-last / framing.bad-length': EXCLUSIVE,
  'swapped endings framing.bad-length / framing.both-ends': EXCLUSIVE,
  'swapped endings framing.both-ends / framing.coding-in-http10': EXCLUSIVE,
  'swapped content content.absent / content.empty': EXCLUSIVE,
  'swapped offer offer.malformed / offer.other-protocol': EXCLUSIVE,
  'swapped offer offer.other-protocol / offer.versioned': EXCLUSIVE,
  'swapped offer offer.versioned / offer.listed': EXCLUSIVE,
  'swapped handshake handshake.key-missing / handshake.key-repeated': EXCLUSIVE,
  'swapped handshake handshake.key-repeated / handshake.key-invalid': EXCLUSIVE,
  'swapped handshake handshake.version-missing / handshake.version-unsupported': EXCLUSIVE,
  'swapped handshake handshake.version-unsupported / handshake.version-repeated': EXCLUSIVE,
  'swapped handshake handshake.version-repeated / handshake.version-malformed': EXCLUSIVE,
  'swapped handshake handshake.content / handshake.empty-content': EXCLUSIVE,
};

describe('a wrong row', () => {
  const facts = keptFacts();
  const seen = facts.map((one) => seeing(VALUES, one));
  const truth = seen.map((see) => digestOf(STANDARDS, see));

  test('would be a change of these decisions, which are as they were', () => {
    expect({
      facts: facts.length,
      verdicts: new Set(truth.map(({ verdicts }) => verdicts)).size,
      decisions: new Set(truth.map(({ whole }) => whole)).size,
      hash: hashOf(truth.map(({ whole }) => whole)),
    }).toMatchInlineSnapshot(`
      {
        "decisions": 8450,
        "facts": 13381,
        "hash": "138969f69e53944f",
        "verdicts": 1092,
      }
    `);
  });

  /** The rows of one table that speak, or none where the table fails. */
  const speaking = (question: Question, rules: Rules, see: See): readonly AnyRow[] => {
    const table = rules[question] as unknown as Table<Record<string, string>, unknown>;
    if (question === 'tolerances') return askAll(table, see);
    try {
      return [ask(table, see)];
    } catch {
      return [];
    }
  };
  const same = (one: readonly AnyRow[], other: readonly AnyRow[]): boolean =>
    one.length === other.length &&
    one.every((row, at) => row.clause === other[at]?.clause && row.then === other[at]?.then);

  /** Where other rows speak the decision is compared; where the same rows do it is the same. */
  const difference = (question: Question, rules: Rules) => {
    let noticed = false;
    for (const [at, see] of seen.entries()) {
      if (same(speaking(question, rules, see), speaking(question, STANDARDS, see))) continue;
      try {
        const now = digestOf(rules, see);
        if (now.verdicts !== truth[at]?.verdicts) return { noticed: true, byVerdict: true };
        noticed ||= now.whole !== truth[at]?.whole;
      } catch {
        return { noticed: true, byVerdict: true };
      }
    }
    return { noticed, byVerdict: false };
  };

  test('of the standards is noticed, or is listed with the reason why it cannot be', TIMEOUT, () => {
    const made = (Object.keys(STANDARDS) as Question[]).flatMap((question) => {
      const table = STANDARDS[question] as unknown as Table<Record<string, string>, unknown>;
      return mutationsOf(question, table.rows).map((mutation) => {
        const rules = {
          ...STANDARDS,
          [question]: defineTable(table.title, table.space, mutation.rows),
        } as unknown as Rules;
        return { ...mutation, table, ...difference(question, rules) };
      });
    });
    const unnoticed = made.filter((one) => !one.noticed);
    console.log(
      `${made.length} wrong rows: ${tally(made)};`,
      `${made.filter((one) => one.byVerdict).length} by the verdicts, the others by the clauses`,
    );
    expect(unnoticed.map(({ kind, name }) => `${kind} ${name}`)).toEqual(Object.keys(UNNOTICED_ROWS));
    for (const { name, kind, table } of unnoticed) {
      if (UNNOTICED_ROWS[`${kind} ${name}`] === EXCLUSIVE) expectExclusive(name, table.rows);
    }
  });
});

/** The mutants of the table of forms that nothing notices, each with its reason. */
const UNNOTICED_FORMS: Readonly<Record<string, string>> = {
  'swapped form form.label / form.switch-label': EXCLUSIVE,
  'swapped form negotiation.server-takeover / form.advertised': EXCLUSIVE,
  'swapped form form.close-kept / form.close-said': EXCLUSIVE,
  'swapped form form.no-empty-members / form.bare': EXCLUSIVE,
};

describe('a wrong form of an answer', () => {
  const contexts = ANSWER_CONTEXT.status.flatMap((status) =>
    ANSWER_CONTEXT.servedAs.flatMap((servedAs) =>
      ANSWER_CONTEXT.closing.flatMap((closing) =>
        ANSWER_CONTEXT.refusesVersion.map(
          (refusesVersion): AnswerContext => ({ status, servedAs, closing, refusesVersion }),
        ),
      ),
    ),
  );
  /** An answer that no row permits shows every clause that speaks; with a label, which of two speaks of that label. */
  const wrongAnswers = [undefined, ...ANSWER_PARTS.version].map(
    (version) => ({ status: '2xx', version }) as ResponseFacts,
  );
  const partsOf = (form: Table<AnswerContext, Narrowing>): readonly string[] =>
    contexts.map((context) => JSON.stringify(permittedParts(context, form)));
  const digest = (form: Table<AnswerContext, Narrowing>): readonly string[] =>
    contexts.map(
      (context) =>
        JSON.stringify(permittedParts(context, form)) +
        wrongAnswers.map((one) => formFaults(one, context, form).join(' ')).join(),
    );
  const differ = (one: readonly string[], other: readonly string[]): boolean =>
    one.some((text, at) => text !== other[at]);
  const truth = digest(FORM);
  const parts = partsOf(FORM);

  test('would be a change of these forms, which are as they were', () => {
    expect({
      contexts: contexts.length,
      parts: Object.keys(ANSWER_PARTS).length,
      forms: new Set(truth).size,
      hash: hashOf(truth),
    }).toMatchInlineSnapshot(`
      {
        "contexts": 112,
        "forms": 19,
        "hash": "c1cf14ace5adf80d",
        "parts": 9,
      }
    `);
  });

  test('is noticed, or is listed with the reason why it cannot be', () => {
    const made = mutationsOf('form', FORM.rows as unknown as readonly AnyRow[]).map((mutation) => {
      const form = defineTable(FORM.title, FORM.space, mutation.rows as never) as typeof FORM;
      return {
        ...mutation,
        noticed: differ(digest(form), truth),
        byParts: differ(partsOf(form), parts),
      };
    });
    console.log(
      `${made.length} wrong forms: ${tally(made)};`,
      `${made.filter((one) => one.byParts).length} by the parts of answers, the others by the clauses`,
    );
    const unnoticed = made.filter((one) => !one.noticed);
    expect(unnoticed.map(({ kind, name }) => `${kind} ${name}`)).toEqual(Object.keys(UNNOTICED_FORMS));
    for (const { name } of unnoticed) expectExclusive(name, FORM.rows as unknown as readonly AnyRow[]);
  });
});

type Node = typeof machine.root;
interface Arrow {
  guard?: unknown;
  target?: readonly unknown[] | undefined;
  readonly meta?: { readonly deviation?: true };
}

/** The verdicts that lead through the machine: those of the standards, and what only dialects have. */
function headsOfAll(): readonly HeadClass[] {
  const byKey = new Map(
    classesOfSpace(STANDARDS).classes.map(({ verdict }) => [verdictKey(verdict), verdict]),
  );
  const offer = [...byKey.values()].find((one) => one.mayGrant && one.content === 'none');
  if (offer === undefined) throw new Error('no verdict grants');
  for (const deviating of [
    { ...offer, earlyFrames: 'activate' as const },
    { ...offer, after101: 'persistence' as const },
    { ...offer, after101: 'persistence' as const, persistence: 'close' as const },
    { ...offer, servedAs: '1.0' as const },
    { ...offer, servedAs: '1.0' as const, content: 'follows' as const },
  ]) {
    byKey.set(verdictKey(deviating), deviating);
  }
  return [...byKey.values()].map((verdict) => ({ verdict, traits: 0, rank: 0 }));
}

/** What is seen of a step: where it led, what was sent, and the clauses that it told. */
function stepSeen({ after, sent, arrows }: Step): string {
  const clauses = arrows.map(({ clause, from, unread }) => `${from} ${clause} ${unread === true}`);
  return `${keyOf(after)} ${JSON.stringify(sent)} ${clauses.join()}`;
}
const behaviourSeen = ({ after, sent }: Step): string => `${keyOf(after)} ${JSON.stringify(sent)}`;

/** The mutants of arrows that no step shows, each with its reason. */
const UNNOTICED_ARROWS: Readonly<Record<string, string>> = {
  'retargeted status.HANDSHAKE app.accept 1 to HANDSHAKE.queued':
    'only queued leaves this event to HANDSHAKE, so it would lead from queued to queued',
  'retargeted status.ACTIVE app.send 1 to ACTIVE.both':
    'only both leaves this event to ACTIVE, so it would lead from both to both',
};

describe('a wrong arrow', () => {
  test('is noticed, or is listed with the reason why it cannot be', TIMEOUT, () => {
    const table = tabulate(headsOfAll());
    const nodes: Node[] = [];
    const visit = (node: Node): void => {
      nodes.push(node);
      for (const child of Object.values(node.states)) visit(child as Node);
    };
    visit(machine.root);
    const leaves = nodes.filter((node) => Object.keys(node.states).length === 0);
    /** Steps by the event and the states that are active before them: only these can take an arrow. */
    const steps = new Map<
      string,
      { readonly taken: Step; readonly seen: string; readonly behaviour: string }[]
    >();
    for (const { step: taken } of table.edges.flat()) {
      const one = { taken, seen: stepSeen(taken), behaviour: behaviourSeen(taken) };
      for (const node of (taken.before as Connection)._nodes) {
        const key = `${node.path.join('.')} ${taken.event.type}`;
        const known = steps.get(key);
        if (known === undefined) steps.set(key, [one]);
        else known.push(one);
      }
    }
    const made: { name: string; kind: string; noticed: boolean; byBehaviour: boolean }[] = [];
    for (const node of nodes) {
      for (const [type, list] of node.transitions) {
        const own = steps.get(`${node.path.join('.')} ${type}`) ?? [];
        for (const [place, formatted] of list.entries()) {
          const arrow = formatted as unknown as Arrow;
          const { guard, target } = arrow;
          const name = `${node.path.join('.')} ${type} ${place + 1}`;
          const check = (kind: string, suffix: string, change: Partial<Arrow>): void => {
            Object.assign(arrow, change);
            let noticed = false;
            const byBehaviour = own.some(({ taken, seen, behaviour }) => {
              try {
                const now = step(taken.before, taken.event);
                if (behaviourSeen(now) !== behaviour) return true;
                noticed ||= stepSeen(now) !== seen;
                return false;
              } catch {
                return true; // what it sends cannot be sent there
              }
            });
            made.push({ name: name + suffix, kind, noticed: noticed || byBehaviour, byBehaviour });
            Object.assign(arrow, { guard, target });
          };
          check('dropped', '', { guard: () => false });
          if (guard !== undefined) check('negated', '', { guard: not(guard as never) });
          if (target !== undefined) check('retargeted', ' to nowhere', { target: undefined });
          const region = node.path[0];
          for (const leaf of leaves) {
            if (leaf.path[0] !== region || leaf === target?.[0] || (target === undefined && leaf === node))
              continue;
            check('retargeted', ` to ${leaf.path.slice(1).join('.')}`, { target: [leaf] });
          }
        }
      }
    }
    console.log(
      `${made.length} wrong arrows: ${tally(made)};`,
      `${made.filter((one) => one.byBehaviour).length} by state and octets, the others by the clauses told`,
    );
    const unnoticed = made.filter((one) => !one.noticed).map(({ kind, name }) => `${kind} ${name}`);
    expect(unnoticed).toEqual(Object.keys(UNNOTICED_ARROWS));
  });
});
