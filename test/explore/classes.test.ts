/**
 * Every class of requirements §7.1 to §7.11, every spelling of it: the facts read are those written down, and
 * what the tables permit is what is expected.
 */
import { describe, expect, test } from 'vitest';
import {
  type Expected,
  type Outcome,
  type Persists,
  type Replacement,
  readSpelling,
  type Spelling,
  type SpellingClass,
  spellingOctets,
  textOf,
} from '../../src/explore/classes/class.js';
import { conforms, outcomesOf, outcomesOfRead } from '../../src/explore/classes/expected.js';
import { SPELLING_CLASSES } from '../../src/explore/classes/index.js';
import { FIELD_LINES } from '../../src/explore/spellings.js';
import { printable } from '../../src/render/printable.js';
import { AXIS_NAMES, type Facts, REFERENCE, VALUES } from '../../src/spec/axes.js';
import { readChunks } from '../../src/spec/chunks.js';
import { permittedFor } from '../../src/spec/decide.js';
import { readFacts } from '../../src/spec/facts.js';
import { latin1, octetsOf, type Read, type RequestHead } from '../../src/spec/message.js';
import { ROW_PERSISTS } from '../../src/spec/persistence.js';

const numbered = (letters: string, to: number): string[] =>
  Array.from({ length: to }, (_, at) => `${letters}${at + 1}`);

/** The ids of requirements §7.1 to §7.11, in their order. */
const IDS: readonly string[] = [
  ...numbered('F', 26),
  ...numbered('V', 9),
  ...numbered('M', 8),
  ...numbered('T', 9),
  ...numbered('HO', 11),
  ...numbered('CN', 23),
  ...numbered('U', 15),
  ...numbered('K', 16),
  ...numbered('SV', 14),
  ...numbered('PR', 9),
  ...numbered('E', 11),
  ...numbered('O', 4),
  ...numbered('CL', 10),
  ...numbered('TE', 11),
  'CH',
  ...numbered('X', 7),
  'KA1',
  'KA2',
  'HS1',
  'TE-req',
];

const factsIn = (read: Read<RequestHead>): Facts => {
  if (read.outcome === 'need-more') throw new Error('the head has not ended');
  return readFacts(read.outcome === 'head' ? read.head : read);
};

/** A spelling as it is told when something is wrong with it. */
const told = (of: SpellingClass, spelling: Spelling): string =>
  `${of.id} ${printable(String.fromCharCode(...spellingOctets(of, spelling).subarray(0, 300)))}`;

/** Each spelling of a class with what holds of it. */
function spellingsOf(of: SpellingClass) {
  return of.spellings.map((spelling) => ({
    spelling,
    read: readSpelling(of, spelling),
    facts: spelling.facts ?? of.facts,
    expected: spelling.expected ?? of.expected,
    persists: spelling.persists ?? of.persists ?? {},
    name: told(of, spelling),
  }));
}

describe('the classes', () => {
  test('are those of the requirements, each once and in their order', () => {
    expect(SPELLING_CLASSES.map(({ id }) => id)).toEqual(IDS);
  });

  test('are plain data: written as JSON and read again they are the same', () => {
    expect(JSON.parse(JSON.stringify(SPELLING_CLASSES))).toEqual(SPELLING_CLASSES);
  });

  test('have spellings that differ, and reasons that are ids', () => {
    for (const of of SPELLING_CLASSES) {
      expect(of.why.length, of.id).toBeGreaterThan(0);
      for (const id of of.why) expect(id).toMatch(/^((H|WS)-[A-Z]+-\d+|Q-\d\d|SI-\d+)$/);
      const texts = of.spellings.map((one) =>
        JSON.stringify([latin1(spellingOctets(of, one)), one.cuts, one.ended]),
      );
      expect(texts.length, of.id).toBeGreaterThan(0);
      expect(new Set(texts).size, of.id).toBe(texts.length);
    }
  });

  test('what is said for one spelling alone differs from what its class says', () => {
    for (const of of SPELLING_CLASSES) {
      for (const spelling of of.spellings) {
        if (spelling.corrected === undefined) continue;
        const says = JSON.stringify([spelling.facts ?? of.facts, spelling.expected ?? of.expected]);
        expect(says, told(of, spelling)).not.toBe(JSON.stringify([of.facts, of.expected]));
      }
    }
  });
});

/** The classes of which this holds for some spelling, with their names for titles. */
const classesWith = (has: (one: ReturnType<typeof spellingsOf>[number]) => boolean) =>
  SPELLING_CLASSES.flatMap((of) => {
    const all = spellingsOf(of).filter(has);
    return all.length === 0 ? [] : ([[of.id, of.about, of, all]] as const);
  });

describe('the facts read are those written down, and on all other axes those of the reference', () => {
  test.each(classesWith(() => true))('%s, %s', (_, __, ___, all) => {
    for (const { read, facts, expected, name } of all) {
      if (expected[0] === 'more') expect(read.outcome, name).toBe('need-more');
      else expect(factsIn(read), name).toEqual({ ...REFERENCE, ...facts });
    }
  });
});

describe('what is permitted is what is expected', () => {
  test.each(classesWith(() => true))('%s, %s', (_, __, ___, all) => {
    for (const { spelling, read, expected, name } of all) {
      const outcomes = outcomesOfRead(read);
      if (spelling.open === undefined) {
        expect(conforms(expected, outcomes), `${name}: ${expected}, got ${outcomes.join(', ')}`).toBe(true);
      } else {
        expect(outcomes, name).toEqual(spelling.open.got);
        expect(conforms(expected, outcomes), `${name} is open no more`).toBe(false);
      }
    }
  });
});

describe('what may be repaired is refused, or read as the repaired text and judged as that', () => {
  test.each(classesWith(({ expected }) => expected === 'REJ|FIX'))('%s, %s', (_, __, of, all) => {
    for (const { spelling, read, facts, name } of all) {
      const { repaired } = spelling;
      if (repaired === undefined) throw new Error(`${name}: no repaired text`);
      const text = readSpelling(of, repaired);
      const factsOfText = factsIn(text);
      expect(factsOfText.syntax, name).toBe('clean');
      expect({ ...factsOfText, syntax: 'repaired' }, name).toEqual({ ...REFERENCE, ...facts });
      const outcomes = outcomesOfRead(text);
      expect(conforms(repaired.expected, outcomes), `${name}: ${outcomes.join(', ')}`).toBe(true);
      expect(new Set(outcomesOfRead(read)), name).toEqual(new Set(withRefusal(outcomes)));
    }
  });
});

describe('the connection persists behind an ordinary answer as written', () => {
  const all = classesWith(({ persists }) => Object.keys(persists).length > 0);

  test('for every class of labels that is one, and every class of Connection', () => {
    const ids = [...numbered('V', 8), ...numbered('CN', 23), 'KA1', 'KA2', 'TE-req'];
    expect(all.map(([id]) => id)).toEqual(ids);
  });

  test.each(all)('%s, %s', (_, __, of, spellings) => {
    for (const { spelling, persists, name } of spellings) {
      for (const [beside, wanted] of Object.entries(persists)) {
        const read = readSpelling(of, withoutOffer(of, spelling, beside));
        expect(persistsAt(factsIn(read)), `${name} with ${beside}`).toBe(wanted);
      }
    }
  });
});

describe('a head ends where its content begins, and chunks are read as written', () => {
  test.each(classesWith(({ spelling }) => spelling.content !== undefined))('%s, %s', (_, __, of, all) => {
    for (const { spelling, read, name } of all) {
      const content = octetsOf(textOf(spelling.content ?? ''));
      const head = spellingOctets(of, spelling).length - content.length;
      if (read.outcome === 'head') expect(read.head.length, name).toBe(head);
      if (spelling.reads === undefined) continue;
      const ended = spelling.ended === true;
      expect(readChunks(content, { ended }).outcome, name).toBe(spelling.reads);
    }
  });
});

describe('a 100 is owed as written', () => {
  const expecting = SPELLING_CLASSES.filter(({ expects }) => expects !== undefined);
  test.each(expecting.map((of) => [of.id, of.about, of] as const))('%s, %s', (_, __, of) => {
    for (const { read, name } of spellingsOf(of)) {
      for (const verdict of permittedFor(factsIn(read))) {
        if (verdict.takes !== 'refused') expect(verdict.expects, name).toBe(of.expects);
      }
    }
  });
});

/** Outcomes beside which 400 is permitted too; where all refuse, that is one of them. */
function withRefusal(outcomes: readonly Outcome[]): readonly Outcome[] {
  const refuses = outcomes.every((outcome) => /^\d/.test(outcome));
  return refuses ? outcomes : [...outcomes, '400', '400 and end'];
}

/** The spelling in a request that offers nothing, beside a label or an option. */
function withoutOffer(of: SpellingClass, spelling: Spelling, beside: string): Spelling {
  const { request, lines = [], replaces = of.replaces } = spelling;
  const label = beside.startsWith('1.') ? `GET / HTTP/${beside}` : undefined;
  const options = FIELD_LINES.connection[beside as 'none' | 'keep-alive' | 'close'];
  const put: Replacement =
    label === undefined
      ? { lines: options, replaces: ['upgrade', 'connection'] }
      : { lines, replaces: ['upgrade', ...replaces] };
  const line = label ?? request;
  return line === undefined ? put : { ...put, request: line };
}

/**
 * What becomes of the connection behind an ordinary answer; a refusal counts where nothing else is
 * permitted.
 */
function persistsAt(facts: Facts): Persists {
  const verdicts = permittedFor(facts);
  const taken = verdicts.filter((verdict) => verdict.takes !== 'refused');
  const kept = new Set(
    (taken.length > 0 ? taken : verdicts).map((one) => ROW_PERSISTS[one.persistence] && !one.ends),
  );
  if (kept.size > 1) return 'k';
  return kept.has(true) ? 'K' : 'C';
}

describe('the words of the requirements', () => {
  const cases: readonly [Expected, readonly Outcome[], boolean][] = [
    ['OFFER', ['faulty', 'grant'], true],
    ['OFFER', ['faulty', '400'], false],
    ['NO', ['ordinary', '400'], true],
    ['NO', ['ordinary', 'faulty'], false],
    ['NO', ['ordinary', 'versions'], false],
    ['NO', ['ordinary', 'grant'], false],
    ['NO', ['more'], false],
    ['ERR', ['versions'], true],
    ['ERR', ['faulty', 'ordinary'], true],
    ['ERR', ['faulty', 'grant'], false],
    ['ERR', ['ordinary'], false],
    ['400', ['400', '3xx'], true],
    ['400', ['400', 'ordinary'], false],
    ['400', ['414'], false],
    ['400c', ['400 and end', 'bare and end'], true],
    ['400c', ['400', '3xx and end'], false],
    ['REJ|FIX', ['grant', '400 and end'], true],
    ['REJ|FIX', ['grant'], false],
    ['same', ['grant'], true],
    ['same', ['grant', 'faulty'], false],
    [['faulty', 'grant'], ['grant', 'faulty'], true],
    [['grant'], ['grant', 'faulty'], false],
    [['grant', 'faulty'], ['grant'], false],
    [['501 and end'], ['501'], false],
  ];
  test.each(cases)('%s and %s: %s', (expected, outcomes, wanted) => {
    expect(conforms(expected, outcomes)).toBe(wanted);
  });

  test('an outcome tells how a request is taken and whether that ends the connection', () => {
    const of = (changed: Partial<Facts>): readonly Outcome[] =>
      outcomesOf(permittedFor({ ...REFERENCE, ...changed }));
    expect(of({})).toEqual(['grant']);
    expect(of({ key: 'absent' })).toEqual(['faulty']);
    expect(of({ wsVersion: 'other' })).toEqual(['versions']);
    expect(of({ upgrade: 'none' })).toEqual(['ordinary']);
    expect(of({ host: 'absent' })).toEqual(['400']);
    expect(of({ framing: 'both' })).toEqual(['faulty and end', '400 and end']);
  });
});

test('every value of every axis is reached by some class', () => {
  const reached = new Set<string>();
  for (const of of SPELLING_CLASSES) {
    for (const { read } of spellingsOf(of)) {
      if (read.outcome === 'need-more') continue;
      const facts = factsIn(read);
      for (const axis of AXIS_NAMES) reached.add(`${axis}: ${facts[axis]}`);
    }
  }
  const all = AXIS_NAMES.flatMap((axis) => VALUES[axis].map((value) => `${axis}: ${value}`));
  expect(all.filter((value) => !reached.has(value))).toEqual([]);
});
