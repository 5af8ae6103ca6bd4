/**
 * The group `sequence`: several steps on one connection, each with everything that may be seen up to
 * there.
 *
 * 1. What may be seen is found by running the machine with all its choices, and written as a regular
 *    expression.
 * 2. What the same octets are depends on what the server answered before, so both readings are permitted.
 * 3. The words of the default run are those of the default choices, and match the last expression.
 */

import { spell } from '../../explore/spell.js';
import { permittedForFrame } from '../../spec/active.js';
import { permittedFor } from '../../spec/decide.js';
import { choose, refusalAnswer } from '../../spec/defaults.js';
import { factsOf } from '../../spec/facts.js';
import { frameFactsOf, refusedFacts } from '../../spec/frame-facts.js';
import { headerSoFar } from '../../spec/frame-header.js';
import { readFrame } from '../../spec/frames.js';
import type { ConnectionEvent } from '../../spec/machine.js';
import { octetsOf } from '../../spec/message.js';
import { base64 } from '../../spec/proof.js';
import { type Connection, newConnection, placeOf, step } from '../../spec/step.js';
import type { Observation } from '../../spec/wire.js';
import { frameOctets } from './frame-octets.js';
import { seenLanguage, wordOf } from './language.js';
import { joined, type Lines, named, type Vector } from './line.js';
import { type Part, SCENARIOS, type Scenario } from './scenarios.js';

/**
 * A part as octets and as an element of the wire; the element is read from the octets where there is a
 * reader.
 */
function elementOf(part: Part): { readonly octets: Uint8Array; readonly seen: Observation } {
  if ('head' in part) {
    const octets = spell(part.head);
    const read = factsOf(octets);
    if (read.outcome === 'need-more') throw new Error('a head of a scenario has not ended');
    return { octets, seen: { from: 'client', what: 'request', facts: read.facts } };
  }
  if ('content' in part) {
    return { octets: octetsOf(part.content), seen: { from: 'client', what: 'content', part: part.part } };
  }
  if ('fin' in part) return { octets: new Uint8Array(0), seen: { from: 'client', what: 'fin' } };
  const underWay = part.frame.opcode === 'continuation' ? 'inside' : 'between';
  const octets = frameOctets(part.frame, underWay);
  if (octets === undefined) throw new Error('a frame of a scenario cannot be spelled');
  return { octets, seen: { from: 'client', what: 'frame', facts: part.frame } };
}

type Element = ReturnType<typeof elementOf>;

/**
 * What a head is to a server that reads frames: a frame, of which the first octets may tell enough to
 * fail.
 */
function asFrame({ octets, seen }: Element): Observation {
  if (seen.what !== 'request') return seen;
  const read = readFrame(octets);
  const header = refusedFacts(headerSoFar(octets, 0, 2, 0), 'over-limit', false);
  const facts = read.outcome === 'frame' ? frameFactsOf(read.frame) : { ...header, length: 'short' as const };
  return { from: 'client', what: 'frame', facts };
}

const mayBeGranted = ({ seen }: Element): boolean =>
  seen.what === 'request' && permittedFor(seen.facts).some(({ mayGrant }) => mayGrant);

/**
 * The two ways in which a server may read the same octets: behind an offer that it grants everything is
 * frames, and as long as it grants none, frames are octets of a request.
 */
function readings(elements: readonly Element[]): readonly (readonly Observation[])[] {
  const offer = elements.findIndex(mayBeGranted);
  const http = elements.map(
    ({ seen }): Observation => (seen.what === 'frame' ? { from: 'client', what: 'octets' } : seen),
  );
  const frames = elements.map((element, at) => (offer >= 0 && at > offer ? asFrame(element) : element.seen));
  return [frames, http];
}

/** An element of the client as the event that the default choices make of it. */
function eventOf(seen: Observation): ConnectionEvent {
  switch (seen.what) {
    case 'request':
      return { type: 'client.head', verdict: choose(permittedFor(seen.facts)) };
    case 'content':
      return { type: 'client.content', part: seen.part };
    case 'frame': {
      const [verdict] = permittedForFrame(seen.facts);
      if (verdict === undefined) throw new Error('a frame has no verdict');
      return { type: 'client.frame', verdict };
    }
    default:
      return { type: 'client.fin' };
  }
}

/** What a server does next that has nothing to wait for, by the state it is in. */
function nextChoice(connection: Connection): ConnectionEvent | undefined {
  const { verdict } = connection.context;
  switch (placeOf(connection).status) {
    case 'HANDSHAKE.deciding':
      return verdict.mayGrant
        ? { type: 'app.accept' }
        : { type: 'app.respond', status: refusalAnswer(verdict), then: 'decide' };
    case 'NONE.answering': {
      const status = verdict.takes === 'refused' ? refusalAnswer(verdict) : '2xx';
      return { type: 'app.respond', status, then: 'decide' };
    }
    case 'NONE.expecting':
    case 'HANDSHAKE.expecting':
      return { type: 'app.interim', status: '100' };
    case 'NONE.answered':
    case 'ACTIVE.both':
      return { type: 'policy.written' };
    case 'ACTIVE.closing-there':
      return { type: 'policy.reply' };
    case 'ACTIVE.failing':
      return { type: 'policy.reply' };
    case 'ACTIVE.open': {
      const { owes, client } = placeOf(connection);
      if (owes === 'pong') return { type: 'policy.reply' };
      return client === 'finished' ? { type: 'policy.stop' } : undefined;
    }
    default:
      return undefined;
  }
}

/** What the default choices make of a scenario. */
export interface DefaultRun {
  /** What the client does, as events. */
  readonly events: readonly ConnectionEvent[];
  /** What is seen of the server. */
  readonly words: readonly string[];
}

/**
 * A scenario is run with the default choices: a server that reads what it can, and then answers.
 *
 * @param scenario - what the client does
 * @returns the client's events, and the words seen of the server
 */
export function defaultRun(scenario: Scenario): DefaultRun {
  const words: string[] = [];
  const events: ConnectionEvent[] = [];
  let now = newConnection();
  const takes = (event: ConnectionEvent): boolean => {
    const taken = step(now, event);
    if (taken.arrows[0]?.unread === true) return false;
    now = taken.after;
    words.push(...taken.sent.map(wordOf));
    return true;
  };
  const chooses = (): boolean => {
    const choice = nextChoice(now);
    return choice !== undefined && takes(choice);
  };
  const unread: ConnectionEvent[] = [];
  for (const parts of scenario.steps) {
    const sent = parts.map((part) => eventOf(elementOf(part).seen));
    events.push(...sent);
    unread.push(...sent);
    for (let goesOn = true; goesOn; ) {
      const [next] = unread;
      if (next !== undefined && takes(next)) unread.shift();
      else goesOn = chooses();
    }
  }
  return { events, words };
}

function lineOf(scenario: Scenario): Vector {
  const client: Element[] = [];
  const steps = scenario.steps.map((parts) => {
    const elements = parts.map(elementOf);
    client.push(...elements);
    const half = parts.some((part) => 'fin' in part);
    return {
      octets: base64(joined(elements.map(({ octets }) => octets))),
      ...(half ? { half_close: true } : {}),
      seen: seenLanguage(readings(client)),
    };
  });
  const { words } = defaultRun(scenario);
  return {
    id: `sequence/${scenario.name}`,
    group: 'sequence',
    on: 'new',
    about: scenario.about,
    steps,
    default: words.map((word) => `${word} `).join(''),
    clauses: { seen: named(scenario.clause) },
  };
}

/**
 * One line for each scenario.
 *
 * @returns the lines
 */
export function sequenceVectors(): Lines {
  return { lines: SCENARIOS.map(lineOf), skipped: 0 };
}
