/**
 * With the guard before `ws`, what the standards require of a request head is kept, but for what Node
 * decides before anybody else is asked; that is printed.
 *
 * Every spelled head, and one head for every value of every axis, is sent to a real server on a connection
 * of its own.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { brokenBy } from '../../src/dialects/permitted.js';
import { spelledHeads } from '../../src/explore/heads.js';
import { realizable, spell } from '../../src/explore/spell.js';
import { decide } from '../../src/oracle/decide.js';
import { type GuardFinding, guard, type UpgradeServer } from '../../src/oracle/guard.js';
import { AXIS_NAMES, type Facts, REFERENCE, VALUES } from '../../src/spec/axes.js';
import { latin1 } from '../../src/spec/message.js';
import { type Echo, echo, type Heard, talk } from './wire.js';

interface Sent {
  readonly octets: Uint8Array;
  readonly facts: Facts;
}

/**
 * How much is read before a head is too large is each server's own to say, and Node reads more than we do
 * by default.
 */
const OWN_LIMITS: readonly string[] = ['long-target', 'large'];

/** One head for every value of every axis, all else as in the reference handshake or without an offer. */
const changed: readonly Sent[] = AXIS_NAMES.flatMap((axis) =>
  VALUES[axis]
    .filter((value) => !OWN_LIMITS.includes(value))
    .flatMap((value) =>
      [REFERENCE, { ...REFERENCE, connection: 'none', upgrade: 'none' } as const].flatMap((base) => {
        const facts = { ...base, [axis]: value } as Facts;
        return realizable(facts) ? [{ octets: spell(facts), facts }] : [];
      }),
    ),
);

/** What is sent; of the product of labels, Connection and Upgrade every third head. */
const HEADS: readonly Sent[] = [...changed, ...spelledHeads().filter((_, at) => at % 3 === 0)];

interface Seen extends Sent {
  readonly heard: Heard;
  /** Whether Node emitted `upgrade`. */
  readonly asked: boolean;
  /** The clause that the answer breaks. */
  readonly broken: string | undefined;
}

const AT_ONCE = 40;
const open: Echo[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** What a server does with every head: guarded, if what the guard finds is to be kept. */
async function allSeen(findings?: GuardFinding[]): Promise<readonly Seen[]> {
  const upgrades = new Set<number | undefined>();
  const one = await echo((server) => {
    if (findings !== undefined) {
      guard(server, { linger: 100, report: (finding) => findings.push(finding) });
    }
    const emit = server.emit as UpgradeServer['emit'];
    server.emit = function (this: UpgradeServer, event: string, ...values: unknown[]): boolean {
      const [request] = values as [{ readonly socket?: { readonly remotePort?: number } }];
      if (event === 'upgrade') upgrades.add(request.socket?.remotePort);
      return emit.call(this, event, ...values);
    };
  });
  open.push(one);
  const seen: Seen[] = [];
  for (let at = 0; at < HEADS.length; at += AT_ONCE) {
    const some = HEADS.slice(at, at + AT_ONCE).map(async ({ octets, facts }): Promise<Seen> => {
      let heard = await talk(one.port, octets, { quiet: 120 });
      // an end that is slow to come is no fault
      const isSlow = heard.status !== 101 && brokenBy(facts, heard) !== undefined && !heard.closed;
      if (isSlow) heard = await talk(one.port, octets, { quiet: 1000 });
      const broken = brokenBy(facts, heard);
      return { octets, facts, heard, asked: upgrades.has(heard.from), broken };
    });
    seen.push(...(await Promise.all(some)));
  }
  return seen;
}

/** How often there is each of some lines. */
function tally(lines: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].sort().map(([line, count]) => `  ${line} (${count})`);
}

const answerOf = ({ heard }: Seen): string => `${heard.status}${heard.closed ? ', closed' : ''}`;
const faultOf = (seen: Seen): string => `${seen.broken}: ${answerOf(seen)}`;
/** The clause by which the tables decide, beside what Node did. */
const decidedOf = (seen: Seen): string => {
  const decision = decide(seen.octets);
  return `${decision.outcome === 'decided' ? decision.clauses.answers : 'unfinished'}: ${answerOf(seen)}`;
};

const isBroken = ({ broken }: Seen): boolean => broken !== undefined;

describe('with the guard before ws', () => {
  test('what the standards require is kept, but for what Node decides before', async () => {
    const findings: GuardFinding[] = [];
    const bare = (await allSeen()).filter(isBroken);
    const all = await allSeen(findings);
    const guarded = all.filter(isBroken);
    const grants = ({ heard }: Seen): boolean => heard.status === 101;
    const text = (seen: Seen): string => `${seen.broken}: ${latin1(seen.octets, 0, 400)}`;
    const offers = all.filter(({ facts, asked }) => facts.upgrade !== 'none' && !asked);
    console.log(
      [
        `Node ${process.version}, ${HEADS.length} heads.`,
        `Broken without the guard, by ws or by Node (${bare.length}):`,
        ...tally(bare.map(faultOf)),
        `Broken with the guard, all by Node, which emitted no upgrade (${guarded.length}):`,
        ...tally(guarded.map(faultOf)),
        `With an Upgrade field and no upgrade emitted: the clause of the tables, and the answer (${offers.length}):`,
        ...tally(offers.map(decidedOf)),
      ].join('\n'),
    );
    expect(bare.filter(grants).length).toBeGreaterThan(20);
    expect(guarded.filter(grants).map(text)).toEqual([]);
    expect(guarded.filter(({ asked }) => asked).map(text)).toEqual([]);
    expect(all.filter(grants).length).toBeGreaterThan(20);
    // of what may be granted the guard refuses content alone; the rest is ws's own to refuse
    const refused = findings.filter(({ decision }) => decision.mayGrant).map(({ clause }) => clause);
    expect(new Set(refused)).toEqual(new Set(['handshake.content']));
  }, 120_000);
});
