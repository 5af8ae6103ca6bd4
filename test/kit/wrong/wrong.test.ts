/**
 * The deliberately wrong servers: each is caught, by the clause it is about, and what shows it is shrunk to
 * its one fault.
 */
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { measuredServers } from '../../../src/dialects/catalogue/catalogue.js';
import { STANDARDS_DIALECT } from '../../../src/dialects/dialect.js';
import { type Conversation, conversation } from '../../../src/kit/index.js';
import { exchangeWith } from '../../../src/wire/purely.js';
import { Speaker } from '../../../src/wire/speaker.js';
import { judgeExchange, type WireFinding } from '../../../src/wire/verdict.js';
import { counted } from '../shrinks.js';
import { tallied } from './reach.js';
import { WRONG_SERVERS, type WrongServer } from './servers.js';
import { inWords } from './words.js';

const SEED = 101;
const RUNS = 1000;

/** The first finding against a server, of those that are asked for. */
function findingOf({ makes, severity }: WrongServer, { steps }: Conversation): WireFinding | undefined {
  const { observer } = exchangeWith(makes(), steps);
  const [first] = judgeExchange(observer).findings.filter(
    (one) => one.severity !== 'departs' || severity === 'departs',
  );
  return first;
}

/** How a server was caught. */
interface Caught {
  /** How many runs there were until some clause was named. */
  readonly runs: number;
  /** The clause that was named then. */
  readonly first: string;
  readonly finding: WireFinding;
  readonly shrunk: Conversation;
}

/**
 * Runs until a server is caught. A shrink could slip from one clause to another, so it keeps to the one that is
 * expected; where another was named first, the runs go on until that one is.
 */
function caught(server: WrongServer): Caught | undefined {
  const any = fc.property(conversation(), (one) => findingOf(server, one) === undefined);
  const found = fc.check(any, { numRuns: RUNS, seed: SEED, endOnFailure: true });
  const [one] = found.counterexample ?? [];
  if (one === undefined || found.counterexamplePath === null) return undefined;
  const same = fc.property(conversation(), (other) => findingOf(server, other)?.clause !== server.clause);
  const least = fc.check(same, {
    numRuns: RUNS - found.numRuns + 1,
    seed: SEED,
    path: found.counterexamplePath,
  });
  const [shrunk = one] = least.counterexample ?? [];
  const [first, finding] = [findingOf(server, one), findingOf(server, shrunk)];
  if (first === undefined || finding === undefined) return undefined;
  return { runs: found.numRuns, first: first.clause, finding, shrunk };
}

/** What the catalogue says of the products in which a fault was seen: deviations, and readings that are others. */
function deviatesFrom(name: string, clause: string): boolean {
  return measuredServers().some(
    ({ dialect }) => dialect.name === name && dialect.deviations.some((one) => one.clause === clause),
  );
}

describe('a wrong server', () => {
  const table: string[] = [];
  afterAll(() => console.log(['wrong servers, and how they were caught:', ...table].join('\n')));

  test.each(WRONG_SERVERS.map((server) => [server.id, server] as const))(
    '%s is caught',
    (id, server) => {
      const found = caught(server);
      if (found === undefined) throw new Error(`${id} was not caught within ${RUNS} runs`);
      const { runs, first, finding, shrunk } = found;
      const also = first === finding.clause ? '' : ` (at first ${first})`;
      table.push(`  ${id}: run ${runs}, ${finding.clause}${also}, ${inWords(shrunk)}`);
      expect(finding.clause).toBe(server.clause);
      expect(finding.severity).toBe(server.severity);
      expect(inWords(shrunk)).toBe(server.shrinksTo);
    },
    60_000,
  );

  test('is one of at least thirty, each of its own', () => {
    expect(WRONG_SERVERS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(WRONG_SERVERS.map(({ id }) => id)).size).toBe(WRONG_SERVERS.length);
    expect(new Set(WRONG_SERVERS.map(({ does }) => does)).size).toBe(WRONG_SERVERS.length);
  });

  test('that was seen is one of the catalogue, which has the deviation', () => {
    const seen = WRONG_SERVERS.filter((server) => server.seen !== 'made up');
    expect(seen.length).toBeGreaterThan(15);
    for (const { id, seen: name, clause, about = clause } of seen) {
      expect(deviatesFrom(name, about), `${id}: ${name} from ${about}`).toBe(true);
    }
  });
});

describe('the right server', () => {
  const reach = counted();
  afterAll(() => console.log(reach.printed('the right server, reached')));

  test('conforms, whatever the client does', () => {
    fc.assert(
      fc.property(conversation(), ({ steps }) => {
        const told = tallied(new Speaker({ dialect: STANDARDS_DIALECT }), steps);
        for (const what of told.reached) reach.note(what);
        expect(told.findings).toEqual([]);
        expect(told.outcome).toBeOneOf(['conforms', 'inconclusive']);
      }),
      { numRuns: 5000, seed: SEED },
    );
    for (const [what, least] of Object.entries(LEAST)) {
      expect(reach.times(what), what).toBeGreaterThanOrEqual(least);
    }
    expect(reach.times('inconclusive')).toBeLessThan(5);
  }, 60_000);
});

/** How often of 5000 runs each is reached at least. */
const LEAST = {
  'a handshake granted': 500,
  'a handshake refused': 500,
  'a message echoed': 50,
  'a Pong': 100,
  'a Close answered': 50,
  'a WebSocket failed': 100,
  'early octets': 300,
  'requests pipelined and answered': 500,
  'a connection that lives to the end': 300,
  'an end behind close': 300,
  'content read': 300,
  'a 100': 5,
  'FIN of the client': 500,
  'RST of the client': 500,
};
