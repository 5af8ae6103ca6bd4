/** A trace as lines: what happened, where it led, what went out, and the clause. */
import type { FrameVerdict } from '../spec/active.js';
import type { ResponseFacts } from '../spec/answer.js';
import type { Verdict } from '../spec/decide.js';
import type { FrameFacts } from '../spec/frame-axes.js';
import type { ConnectionEvent } from '../spec/machine.js';
import { placeOf, type Step } from '../spec/step.js';
import type { Observation } from '../spec/wire.js';

/**
 * A verdict in a few words.
 *
 * @param verdict - the verdict
 * @returns what the request is taken as, and what follows for 101 and connection
 */
export function verdictText(verdict: Verdict): string {
  const row = `§9.3 row ${verdict.persistence}`;
  const ends = verdict.ends ? ', and the connection ends' : '';
  switch (verdict.takes) {
    case 'refused':
      return `refused with ${verdict.answers.join(' or ')} (${row}${ends})`;
    case 'ordinary':
      return `an ordinary request, never a 101 (${row}${ends})`;
    case 'handshake':
      return `a WebSocket handshake that ${verdict.mayGrant ? 'may' : 'may not'} be granted (${row}${ends})`;
  }
}

/** A verdict on a frame in a few words. */
function frameVerdictText({ takes, part, clause }: FrameVerdict): string {
  if (takes === 'data') return `data, ${part === 'whole' ? 'a whole message' : `a message ${part}`}`;
  return takes === 'fault' ? `a fault (${clause})` : takes === 'nothing' ? `ignored (${clause})` : takes;
}

/**
 * An event in words.
 *
 * @param event - the event
 * @returns its type with what it carries
 */
export function eventText(event: ConnectionEvent): string {
  switch (event.type) {
    case 'client.head':
      return `client.head: ${verdictText(event.verdict)}`;
    case 'client.content':
      return `client.content: ${event.part}`;
    case 'app.respond':
      return `app.respond: ${event.status}${event.then === 'decide' ? '' : `, then ${event.then}`}`;
    case 'app.interim':
      return `app.interim: ${event.status}`;
    case 'client.frame':
      return `client.frame: ${frameVerdictText(event.verdict)}`;
    case 'app.send':
      return `app.send: ${event.frame}`;
    case 'policy.earlier-answered':
      return `policy.earlier-answered${event.close ? ': close' : ''}`;
    default:
      return event.type;
  }
}

/**
 * The facts of an answer that are not the plainest ones, in one line.
 *
 * @param facts - the answer
 * @returns status and the parts that it has
 */
export function answerText(facts: ResponseFacts): string {
  const { status, ...parts } = facts;
  const told = Object.entries(parts).filter(
    ([part, value]) => value !== 'none' && value !== 'sound' && part !== 'version',
  );
  return [status, ...told.map(([part, value]) => `${part}: ${value}`)].join(', ');
}

const FRAME_NAMES: Readonly<Record<FrameFacts['opcode'], string>> = {
  text: 'a text frame',
  binary: 'a binary frame',
  continuation: 'a continuation frame',
  close: 'a Close frame',
  ping: 'a Ping',
  pong: 'a Pong',
  unknown: 'a frame of an unknown opcode',
};

/**
 * A frame in a few words: its kind, and what is not plain about it.
 *
 * @param facts - the frame
 * @returns such as `a Ping (long)`
 */
function frameText(facts: FrameFacts): string {
  const plain = ['short', 'plain', 'none', 'masked', 'last'];
  const told = [facts.reserved, facts.fin, facts.length, facts.payload].filter((one) => !plain.includes(one));
  return FRAME_NAMES[facts.opcode] + (told.length > 0 ? ` (${told.join(', ')})` : '');
}

/**
 * One element of the wire in words.
 *
 * @param seen - what passed
 * @returns who sent what
 */
export function observationText(seen: Observation): string {
  switch (seen.what) {
    case 'response':
      return `server sends ${answerText(seen.facts)}`;
    case 'request':
      return 'client sends a request';
    case 'content':
      return `client sends content: ${seen.part}`;
    case 'frame':
      return `${seen.from} sends ${frameText(seen.facts)}`;
    case 'fin':
      return `${seen.from} sends FIN`;
    case 'rst':
      return `${seen.from} sends RST`;
    case 'quiet':
      return 'nothing passes';
    default:
      return `client sends ${seen.what}`;
  }
}

/** What a step is shown as; the same for people and for programs. */
export interface ShownStep {
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly persistence: string;
  readonly sent: readonly string[];
  readonly clauses: readonly string[];
  readonly deviation: boolean;
}

/**
 * A step as it is shown.
 *
 * @param step - the step
 * @returns words for every part of it
 */
export function shownStep(step: Step): ShownStep {
  const [before, after] = [placeOf(step.before), placeOf(step.after)];
  return {
    event: eventText(step.event),
    from: before.status,
    to: after.status,
    persistence: after.persistence,
    sent: step.sent.map(observationText),
    clauses: [...new Set(step.arrows.map((arrow) => arrow.clause))],
    deviation: step.arrows.some((arrow) => arrow.deviation === true),
  };
}

/**
 * A trace, one line a step.
 *
 * @param steps - the steps
 * @returns the lines
 */
export function traceLines(steps: readonly Step[]): readonly string[] {
  return steps.map((step, at) => {
    const { event, from, to, sent, clauses, deviation } = shownStep(step);
    const where = from === to ? `stays ${to}` : `${from} to ${to}`;
    const out = sent.length > 0 ? `; ${sent.join(', then ')}` : '';
    const mark = deviation ? ' DEVIATION' : '';
    return `${at + 1}. ${event} -> ${where}${out} [${clauses.join(', ')}]${mark}`;
  });
}
