/**
 * What the oracle says of a head is what the tables say of its facts, and what judges an answer says no
 * other.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import { choicesOf, classOf, rulesOf, STANDARDS_DIALECT, verdictOf } from '../../src/dialects/dialect.js';
import { brokenBy } from '../../src/dialects/permitted.js';
import { spelledHeads } from '../../src/explore/heads.js';
import { realizable, spell } from '../../src/explore/spell.js';
import { type Decision, decide, type IncomingHead, STANDARDS_ORACLE } from '../../src/oracle/decide.js';
import { FINAL_STATUSES, type FinalStatus } from '../../src/spec/admission.js';
import { AXIS_NAMES, type Facts, VALUES } from '../../src/spec/axes.js';
import { clause } from '../../src/spec/clauses/index.js';
import { permittedFor } from '../../src/spec/decide.js';
import { choose, DEFAULT_CHOICES, refusalAnswer } from '../../src/spec/defaults.js';
import { factsOf } from '../../src/spec/facts.js';
import { octetsOf, type RequestHead, readRequest } from '../../src/spec/message.js';

const HEADS = spelledHeads();

const points = fc
  .record(Object.fromEntries(AXIS_NAMES.map((axis) => [axis, fc.constantFrom(...VALUES[axis])])))
  .map((facts) => facts as unknown as Facts)
  .filter(realizable);

function decided(head: Uint8Array | IncomingHead): Decision {
  const decision = decide(head);
  if (decision.outcome !== 'decided') throw new Error('the head has not ended');
  return decision;
}

/** A number of each class that an answer can have. */
const NUMBERS: readonly (readonly [FinalStatus, number])[] = FINAL_STATUSES.flatMap((status) => {
  if (status === 'bare') return [];
  const one = { '2xx': 200, '3xx': 301, '4xx': 403, '5xx': 500 }[status as string] ?? Number(status);
  return [[status, one] as const];
});

/** What Node's parser would tell of a head that it reads as we do. */
const incomingOf = (head: RequestHead): IncomingHead => ({
  method: head.method,
  url: head.target,
  httpVersion: head.version.slice('HTTP/'.length),
  rawHeaders: head.fields.flatMap(({ name, value }) => [name, value]),
});

/** That a decision says of facts what the tables and the judge of answers say. */
function agrees(decision: Decision, facts: Facts): void {
  expect(decision.facts).toEqual(facts);
  expect(decision.permitted).toBe(permittedFor(facts));
  expect(decision.verdict).toBe(choose(permittedFor(facts)));
  expect(decision.mayGrant).toBe(brokenBy(facts, { status: 101, closed: false }) === undefined);
  for (const [status, number] of NUMBERS) {
    const answers = brokenBy(facts, { status: number, closed: true }) === undefined;
    expect([status, decision.answers.includes(status)]).toEqual([status, answers]);
    if (!answers) continue;
    const stays = brokenBy(facts, { status: number, closed: false }) === undefined;
    if (decision.mustClose) expect([status, stays]).toEqual([status, false]);
  }
  const some = NUMBERS.some(([, number]) => brokenBy(facts, { status: number, closed: false }) === undefined);
  expect(decision.mustClose).toBe(!some);
  for (const id of Object.values(decision.clauses)) expect([id, clause(id)?.id]).toEqual([id, id]);
}

describe('the oracle says what the tables say', () => {
  test(`of every spelled head (${HEADS.length} of them)`, () => {
    for (const { octets, facts } of HEADS) agrees(decided(octets), facts);
  });

  test('of a head spelled from any facts', () => {
    fc.assert(
      fc.property(points, (facts) => agrees(decided(spell(facts)), facts)),
      { numRuns: 2000 },
    );
  });

  test('where one way is permitted, the clause that forbids a 101 or lets the connection stay is named', () => {
    let seen = 0;
    for (const { octets, facts } of HEADS) {
      const { permitted, mayGrant, mustClose, clauses } = decided(octets);
      if (permitted.length !== 1) continue;
      seen += 1;
      if (!mayGrant) expect(clauses.grant).toBe(brokenBy(facts, { status: 101, closed: false }));
      const answer = NUMBERS.find(
        ([, number]) => brokenBy(facts, { status: number, closed: true }) === undefined,
      );
      if (mustClose && answer !== undefined) {
        expect(clauses.close).toBe(brokenBy(facts, { status: answer[1], closed: false }));
      }
    }
    expect(seen).toBeGreaterThan(HEADS.length / 2);
  });

  test('of the preferred answer to a faulty handshake', () => {
    for (const { octets, facts } of HEADS) {
      const verdict = choose(permittedFor(facts));
      if (verdict.takes !== 'handshake' || verdict.mayGrant) continue;
      expect(decided(octets).answers[0]).toBe(refusalAnswer(verdict));
    }
  });
});

describe('of several reasons the one is named', () => {
  const lines = (...more: string[]): Uint8Array =>
    octetsOf(
      [
        'GET / HTTP/1.1',
        'Host: h',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version: 13',
        ...more,
        '',
        '',
      ].join('\r\n'),
    );

  test('by which the choices refuse, where another one only may', () => {
    const { clauses, verdict, mustClose } = decided(
      lines('X: folded', ' once', 'Content-Length: 5', 'Transfer-Encoding: chunked'),
    );
    expect(verdict.trail.tolerances).toBe('syntax.repairable framing.both');
    expect(clauses.answers).toBe('framing.both');
    expect([mustClose, clauses.close]).toEqual([true, 'framing.both-ends']);
  });

  test('that grants, where the choices do not take the offer', () => {
    const octets = octetsOf(
      'GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket/13\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    const { mayGrant, verdict, clauses } = decided(octets);
    expect([mayGrant, verdict.mayGrant]).toEqual([true, false]);
    expect(clauses).toEqual({
      grant: 'handshake.holds',
      answers: 'offer.versioned',
      close: 'persist.http11',
    });
  });
});

describe('by other choices', () => {
  const by = (picks: Readonly<Record<string, string>>) => ({
    ...STANDARDS_ORACLE,
    choices: { ...DEFAULT_CHOICES, picks: { ...DEFAULT_CHOICES.picks, ...picks } },
  });

  test('a connection may be closed that need not be', () => {
    const old = octetsOf('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    const closing = decide(old, by({ 'persist.keep-alive': 'otherwise' }));
    if (closing.outcome !== 'decided') throw new Error('the head has not ended');
    expect(closing.verdict.persistence).toBe('otherwise');
    expect([closing.mustClose, closing.clauses.close]).toEqual([false, 'persist.keep-alive']);
  });

  test('a refusal ends the connection by its own clause where the framing is sound', () => {
    const folded = octetsOf('GET / HTTP/1.1\r\nHost: h\r\nX: folded\r\n once\r\n\r\n');
    const refused = decide(folded, by({ 'syntax.repairable': 'refuse' }));
    if (refused.outcome !== 'decided') throw new Error('the head has not ended');
    expect([refused.verdict.takes, refused.verdict.ends]).toEqual(['refused', true]);
    expect(refused.clauses).toEqual({
      grant: 'syntax.repairable',
      answers: 'syntax.repairable',
      close: 'syntax.repairable',
    });
  });
});

describe('what Node tells of a head', () => {
  test('is decided as its octets are, where they are inside the grammar and labelled', () => {
    let same = 0;
    for (const { octets, facts } of HEADS) {
      const read = readRequest(octets);
      if (read.outcome !== 'head' || facts.syntax !== 'clean') continue;
      const { version } = read.head;
      if (!version.startsWith('HTTP/')) continue;
      same += 1;
      expect(decide(incomingOf(read.head))).toEqual(decided(octets));
    }
    expect(same).toBeGreaterThan(1000);
  });

  test('never throws, whatever it is', () => {
    const incoming = fc.record(
      {
        method: fc.anything(),
        url: fc.anything(),
        httpVersion: fc.anything(),
        rawHeaders: fc.oneof(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.anything())), fc.anything()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(incoming, (head) => {
        expect(decide(head as unknown as IncomingHead).mayGrant).toBe(false);
      }),
    );
  });
});

describe('octets', () => {
  test('of any kind are decided, or too few', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        expect(['decided', 'need-more']).toContain(decide(octets).outcome);
      }),
    );
  });

  test('that are part of a head are too few, whatever part', () => {
    const { octets } = HEADS[0] as (typeof HEADS)[number];
    for (let length = 0; length < octets.length; length += 1) {
      expect(decide(octets.subarray(0, length))).toEqual({ outcome: 'need-more', have: length });
    }
    expect(decide(octets).outcome).toBe('decided');
  });

  test('behind the head do not matter', () => {
    const { octets } = HEADS[0] as (typeof HEADS)[number];
    expect(decide(new Uint8Array([...octets, 0, 255, 13, 10]))).toEqual(decide(octets));
  });
});

describe('of a dialect', () => {
  test('the verdict is the one the dialect takes', () => {
    const some = HEADS.filter((_, at) => at % 7 === 0);
    let relabelled = 0;
    for (const dialect of [STANDARDS_DIALECT, ...measuredServers().map((measured) => measured.dialect)]) {
      const oracle = { reading: dialect.reading, rules: rulesOf(dialect), choices: choicesOf(dialect) };
      relabelled += Object.values(dialect.reading.labels).filter((label) => label.persistsAs).length;
      for (const { octets } of some) {
        const read = factsOf(octets, dialect.reading);
        if (read.outcome !== 'facts') continue;
        const decision = decide(octets, oracle);
        if (decision.outcome !== 'decided') throw new Error('the head has not ended');
        expect(decision.facts).toEqual(read.facts);
        expect(decision.verdict).toEqual(verdictOf(dialect, read));
      }
    }
    expect(relabelled).toBeGreaterThan(0);
  });

  test('that is not given is the standards', () => {
    for (const { octets } of HEADS.slice(0, 50)) {
      expect(decide(octets, STANDARDS_ORACLE)).toEqual(decide(octets));
    }
  });

  test('the classes of statuses are those of the tables', () => {
    for (const [status, number] of NUMBERS) expect(classOf(number)).toBe(status);
  });
});
