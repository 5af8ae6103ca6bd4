/**
 * What must hold on every connection, whatever is permitted and chosen (requirements §6).
 *
 * 1. An invariant never calls the tables it judges: it reads the traits of requests, and the wire.
 * 2. Most are monitors: small automata whose memory is a number. What a request was like is remembered in it.
 * 3. `strength` is that of the weakest text used: a broken MUST breaks, a broken SHOULD departs. What is derived breaks
 *    only if each of its premises is a MUST; else it is told as derived, and accuses nobody by itself.
 */
import type { ResponseFacts, Status } from '../spec/answer.js';
import type { FrameFacts } from '../spec/frame-axes.js';
import type { ConnectionEvent } from '../spec/machine.js';
import { BROKEN, type Edge, type Monitor } from './search.js';
import { FRAME_TRAITS, TRAITS } from './traits.js';

/** A property of every connection. */
export interface Invariant {
  /** As in requirements §6: SI-14, L-2. */
  readonly id: string;
  readonly sentence: string;
  readonly sources: readonly string[];
  readonly strength: 'breaks' | 'departs' | 'asks';
  /** No single sentence says it: it follows from all the sources together. */
  readonly derived?: true;
  readonly monitor: Monitor;
}

/** Whether the edge takes a request head in hand. */
const head = (edge: Edge): number | undefined =>
  edge.column.head !== undefined && edge.moves ? edge.column.head.traits : undefined;

const has = (traits: number, ...of: (keyof typeof TRAITS)[]): boolean =>
  of.every((one) => (traits & TRAITS[one]) !== 0);
const hasAny = (traits: number, ...of: (keyof typeof TRAITS)[]): boolean =>
  of.some((one) => (traits & TRAITS[one]) !== 0);

const NOTHING: readonly ResponseFacts[] = [];

/** The answers an edge sends to the request in hand; answers to earlier requests are not among them. */
function answers(edge: Edge): readonly ResponseFacts[] {
  return edge.column.event.type === 'policy.earlier-answered' ? NOTHING : edge.responses;
}

const responses = (edge: Edge): readonly ResponseFacts[] => edge.responses;

const status = (edge: Edge, among: (one: Status) => boolean): ResponseFacts | undefined =>
  answers(edge).find((facts) => among(facts.status));
const is101 = (one: Status): boolean => one === '101';
const isInterim = (one: Status): boolean => one === '100' || one === '1xx';
const isFinal = (one: Status): boolean => !is101(one) && !isInterim(one);
const isError = (one: Status): boolean => isFinal(one) && one !== '2xx' && one !== '3xx' && one !== 'bare';
const finSent = (edge: Edge): boolean => edge.fin;
const closed = (edge: Edge): boolean => edge.after.startsWith('CLOSED');
const limit = (edge: Edge): boolean => edge.column.event.type === 'policy.limit';
const written = (edge: Edge): boolean => edge.column.event.type === 'policy.written';
const lastEarlier = (edge: Edge): boolean =>
  edge.column.event.type === 'policy.earlier-answered' &&
  !edge.column.event.more &&
  edge.earlier === 'pending';
const says = (facts: ResponseFacts, option: string): boolean => facts.connection.split('+').includes(option);

/** Remembers one thing of the request in hand, and looks at every edge with it. */
function aboutRequest(
  remember: (traits: number) => boolean,
  broken: (remembered: boolean, edge: Edge) => boolean,
): Monitor {
  return {
    start: 0,
    next: (now, edge) => {
      if (broken(now === 1, edge)) return BROKEN;
      const traits = head(edge);
      return traits === undefined ? now : remember(traits) ? 1 : 0;
    },
  };
}

/** The frames that an edge sends, in order. */
const framesSent = (edge: Edge): readonly FrameFacts[] =>
  edge.step.sent.length === 0
    ? NO_FRAMES
    : edge.step.sent.flatMap((one) => (one.what === 'frame' ? [one.facts] : []));
const NO_FRAMES: readonly FrameFacts[] = [];
const isClose = ({ opcode }: FrameFacts): boolean => opcode === 'close';
/** The connection ends, or its end has begun with a Close. */
const ending = (edge: Edge): boolean => closed(edge) || framesSent(edge).some(isClose);
const isPong = ({ opcode }: FrameFacts): boolean => opcode === 'pong';
const isControl = ({ opcode }: FrameFacts): boolean => ['close', 'ping', 'pong'].includes(opcode);

/** What no frame of a server is like, whatever it carries. */
function isMalformed(frame: FrameFacts): boolean {
  const { mask, reserved, opcode, fin, length, payload } = frame;
  if (mask === 'masked' || reserved === 'unknown' || opcode === 'unknown') return true;
  if (isControl(frame)) return length !== 'short' || fin !== 'last' || reserved !== 'none';
  if (opcode === 'continuation' && reserved !== 'none') return true;
  return opcode !== 'binary' && payload === 'not-utf8';
}

/** The states in which a 100 is waited for. */
const EXPECTING: readonly string[] = ['NONE.expecting', 'HANDSHAKE.expecting'];

/** The connection ends without a FIN, though neither end failed. */
const endsSilently = (edge: Edge): boolean =>
  closed(edge) && !finSent(edge) && !event(edge, 'client.rst') && !event(edge, 'policy.fail');

/** The traits of the frame that an edge reads; undefined where it reads none, or leaves it unread. */
const frameRead = (edge: Edge): number | undefined =>
  edge.column.frame !== undefined && !edge.unread && edge.before.startsWith('ACTIVE')
    ? edge.column.frame
    : undefined;
const is = (traits: number | undefined, trait: keyof typeof FRAME_TRAITS): boolean =>
  traits !== undefined && (traits & FRAME_TRAITS[trait]) !== 0;
/** Whether the state before still reads frames as a WebSocket does. */
const reads = (edge: Edge): boolean => edge.before === 'ACTIVE.open' || edge.before === 'ACTIVE.closing-here';
const event = (edge: Edge, type: ConnectionEvent['type']): boolean => edge.column.event.type === type;

/** Looks at every edge by itself. */
const always = (broken: (edge: Edge) => boolean): Monitor => ({
  start: 0,
  next: (_, edge) => (broken(edge) ? BROKEN : 0),
});

/** The request in hand is of this kind, so no 101 may answer it. */
const no101For = (remember: (traits: number) => boolean): Monitor =>
  aboutRequest(remember, (remembered, edge) => remembered && status(edge, is101) !== undefined);

/** Every invariant of a server, in the order of requirements §6. */
export const INVARIANTS: readonly Invariant[] = [
  {
    id: 'SI-1',
    sentence: 'No 1xx, hence no 101, answers a request of HTTP/1.0 or before.',
    sources: ['rfc9110#status.1xx'],
    strength: 'breaks',
    monitor: aboutRequest(
      (traits) => has(traits, 'old'),
      (old, edge) => old && status(edge, (one) => is101(one) || isInterim(one)) !== undefined,
    ),
  },
  {
    id: 'SI-2',
    sentence: 'A 101 answers an offer: the request is of HTTP/1.1, lists the protocol, and the 101 names it.',
    sources: ['rfc9110#field.upgrade'],
    strength: 'breaks',
    monitor: aboutRequest(
      (traits) => has(traits, 'current', 'offersWebsocket'),
      (offered, edge) => {
        const granted = status(edge, is101);
        return granted !== undefined && (!offered || granted.upgrade !== 'websocket');
      },
    ),
  },
  {
    id: 'SI-3',
    sentence: 'A 101 answers an offer that was for this hop: Connection lists upgrade.',
    sources: ['rfc9110#field.connection', 'rfc6455#section-4.2.1'],
    strength: 'breaks',
    monitor: no101For((traits) => !has(traits, 'upgradeOption')),
  },
  {
    id: 'SI-4',
    sentence: 'A 101 lists the upgrade option, does not say close, and has no content.',
    sources: ['rfc9110#field.upgrade', 'rfc9110#field.content-length', 'rfc9112#field.transfer-encoding'],
    strength: 'breaks',
    monitor: always((edge) => {
      const granted = status(edge, is101);
      return (
        granted !== undefined &&
        (!says(granted, 'upgrade') || says(granted, 'close') || granted.framing !== 'none')
      );
    }),
  },
  {
    id: 'SI-5',
    sentence:
      'A connection is a WebSocket only behind a 101 to a request that met every handshake requirement.',
    sources: ['rfc6455#section-4.2.1', 'rfc6455#section-4.2.2'],
    strength: 'breaks',
    monitor: aboutRequest(
      (traits) => has(traits, 'handshake'),
      (held, edge) =>
        edge.after.startsWith('ACTIVE') &&
        !edge.before.startsWith('ACTIVE') &&
        (!held || status(edge, is101) === undefined),
    ),
  },
  {
    id: 'SI-6',
    sentence: 'A 101 proves that the key was read.',
    sources: ['rfc6455#section-4.2.2'],
    strength: 'breaks',
    monitor: always((edge) => (status(edge, is101)?.proof ?? 'right') !== 'right'),
  },
  {
    id: 'SI-7',
    sentence: 'What a 101 negotiates was offered.',
    sources: ['rfc6455#section-4.2.2', 'rfc6455#section-11.3.4'],
    strength: 'breaks',
    monitor: always((edge) => {
      const granted = status(edge, is101);
      return (
        granted !== undefined &&
        (!['none', 'offered'].includes(granted.protocol) || !['none', 'offered'].includes(granted.extensions))
      );
    }),
  },
  {
    id: 'SI-8',
    sentence: 'A request gets one closing act: one 101 or one final response, never two.',
    sources: ['rfc9110#status.codes', 'rfc9112#associating.response.to.request'],
    strength: 'asks',
    derived: true,
    monitor: {
      start: 1,
      next: (now, edge) => {
        // what is said before an idle connection ends answers no request
        const acts =
          edge.before === 'NONE.idle' ? 0 : answers(edge).filter((facts) => !isInterim(facts.status)).length;
        if (acts > 1 || (acts === 1 && now === 1)) return BROKEN;
        if (head(edge) !== undefined || edge.after === 'NONE.head') return 0;
        return acts === 1 ? 1 : now;
      },
    },
  },
  {
    id: 'SI-9',
    sentence: 'Interim responses come before the closing act.',
    sources: ['rfc9110#status.codes'],
    strength: 'breaks',
    monitor: {
      start: 1,
      next: (now, edge) => {
        if (now === 1 && status(edge, isInterim) !== undefined) return BROKEN;
        if (head(edge) !== undefined) return 0;
        return status(edge, (one) => !isInterim(one)) !== undefined ? 1 : now;
      },
    },
  },
  {
    id: 'SI-10',
    sentence: 'Answers go out in the order of the requests.',
    sources: ['rfc9112#pipelining'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        if (now === 1 && answers(edge).length > 0) return BROKEN;
        if (edge.column.event.type === 'policy.read-on' && edge.moves) return 1;
        return lastEarlier(edge) ? 0 : now;
      },
    },
  },
  {
    id: 'SI-11',
    sentence: 'No HTTP follows a 101, and no frame comes before one.',
    sources: ['rfc9110#status.101', 'rfc6455#section-6.1'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        if (now === 1 && (responses(edge).length > 0 || edge.after.startsWith('NONE'))) return BROKEN;
        if (framesSent(edge).length > 0 && !edge.before.startsWith('ACTIVE')) return BROKEN;
        return status(edge, is101) !== undefined ? 1 : now;
      },
    },
  },
  {
    id: 'SI-12',
    sentence: 'Nothing is processed behind a close, whoever said it.',
    sources: ['rfc9112#persistent.tear-down'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const taken = head(edge);
        if (now === 1 && taken !== undefined) return BROKEN;
        const said =
          (taken !== undefined && has(taken, 'saysClose')) ||
          responses(edge).some((one) => says(one, 'close'));
        return said ? 1 : now;
      },
    },
  },
  {
    id: 'SI-13',
    sentence: 'Behind the response that ends a connection the next thing sent is the FIN.',
    sources: ['rfc9112#persistent.tear-down'],
    strength: 'breaks',
    derived: true,
    monitor: {
      start: 0,
      next: (now, edge) => {
        const first = edge.step.sent[0];
        if (now === 2 && first !== undefined && first.what !== 'fin') return BROKEN;
        if (closed(edge)) return 0;
        const taken = head(edge);
        const ending =
          taken === undefined ? now === 1 : hasAny(taken, 'saysClose', 'badFraming', 'bothFramings');
        const final = status(edge, isFinal);
        if (final !== undefined && (ending || says(final, 'close'))) return 2;
        if (status(edge, is101) !== undefined) return 0;
        return now === 2 ? 2 : ending ? 1 : 0;
      },
    },
  },
  {
    id: 'SI-14',
    sentence:
      'A 101 is never followed by a persistence close: a FIN in a WebSocket has a Close before it or a failure.',
    sources: ['rfc6455#section-7.3', 'rfc6455#section-7.1.2', 'rfc9112#persistent.tear-down'],
    strength: 'asks',
    derived: true,
    monitor: {
      start: 0,
      next: (now, edge) => {
        if (status(edge, is101) !== undefined) return edge.client === 'finished' ? 2 : 1;
        if (now !== 1) return now;
        const failed =
          edge.after.startsWith('ACTIVE.failing') ||
          (edge.after === 'ACTIVE.both' && frameRead(edge) !== undefined) ||
          ['client.fin', 'client.rst', 'policy.fail'].includes(edge.column.event.type) ||
          (edge.column.event.type === 'client.content' && edge.column.event.part === 'fault');
        // a Close received makes the end the client's wish; whether it is answered is L-5
        if (failed || framesSent(edge).some(isClose) || edge.after === 'ACTIVE.closing-there') return 2;
        return finSent(edge) ? BROKEN : 1;
      },
    },
  },
  {
    id: 'SI-16',
    sentence: 'HTTP/1.0 gets no transfer coding, and a kept connection says keep-alive and a length.',
    sources: ['rfc9112#field.transfer-encoding', 'rfc2068#section-19.7.1'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const taken = head(edge);
        if (taken !== undefined) return has(taken, 'old') ? 1 : 0;
        const final = status(edge, isFinal);
        if (now === 1 && final?.framing === 'chunked') return BROKEN;
        if (now === 2 && edge.after === 'NONE.idle') return BROKEN;
        const kept = final !== undefined && says(final, 'keep-alive') && final.framing === 'length';
        return now === 1 && final !== undefined ? (kept ? 3 : 2) : now;
      },
    },
  },
  {
    id: 'SI-17',
    sentence: 'The close option is honest: who says it closes, and who closes says it.',
    sources: ['rfc9112#persistent.tear-down'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        if (now === 1 && ((written(edge) && !finSent(edge)) || head(edge) !== undefined)) return BROKEN;
        if (now === 2 && written(edge) && finSent(edge) && edge.client === 'sending') return BROKEN;
        if (closed(edge)) return 0;
        const final = status(edge, isFinal);
        if (final !== undefined && final.version !== 'none') return says(final, 'close') ? 1 : 2;
        return head(edge) !== undefined ? 0 : now;
      },
    },
  },
  {
    id: 'SI-18',
    sentence: 'The content of a request is never read as something else.',
    sources: ['rfc9112#persistent.connections', 'rfc9110#field.upgrade'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const taken = head(edge);
        const event = edge.column.event;
        if (now === 1 && taken !== undefined) return BROKEN;
        const over = event.type === 'client.content' && event.part !== 'some' && edge.moves;
        if (now === 1 && !over && edge.after === 'ACTIVE.open') return BROKEN;
        if (taken !== undefined) return has(taken, 'hasContent') ? 1 : 0;
        return over || closed(edge) ? 0 : now;
      },
    },
  },
  {
    id: 'SI-19',
    sentence: 'A request with faulty framing or a faulty Host never switches.',
    sources: ['rfc9112#message.body.length', 'rfc9112#request.target'],
    strength: 'breaks',
    monitor: no101For((traits) => hasAny(traits, 'badFraming', 'bothFramings', 'badHost')),
  },
  {
    id: 'SI-20',
    sentence: 'Faulty framing ends the connection: nothing behind it is answered.',
    sources: ['rfc9112#field.transfer-encoding', 'rfc9112#message.body.length'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const taken = head(edge);
        if (taken === undefined) return now;
        if (now === 1) return BROKEN;
        return hasAny(taken, 'badFraming', 'bothFramings', 'oldCoding') ? 1 : 0;
      },
    },
  },
  {
    id: 'SI-21',
    sentence: 'A 100 that is waited for goes before the 101.',
    sources: ['rfc9110#field.upgrade'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        if (now === 1 && status(edge, is101) !== undefined) return BROKEN;
        const taken = head(edge);
        if (taken !== undefined) return has(taken, 'expectsContinue') ? 1 : 0;
        const came = edge.column.event.type === 'client.content' && edge.moves;
        return came || status(edge, (one) => one === '100') !== undefined ? 0 : now;
      },
    },
  },
  {
    id: 'SI-22',
    sentence: 'A 426 says to what, and lists the upgrade option.',
    sources: ['rfc9110#status.426', 'rfc9110#field.upgrade'],
    strength: 'breaks',
    monitor: always((edge) =>
      responses(edge).some(
        (facts) => facts.status === '426' && (facts.upgrade === 'none' || !says(facts, 'upgrade')),
      ),
    ),
  },
  {
    id: 'SI-23',
    sentence: 'A 400 or a 426 for a WebSocket version names the versions spoken.',
    sources: ['rfc6455#section-4.2.2', 'rfc6455#section-4.4'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const refusal = status(edge, (one) => one === '400' || one === '426');
        if (now === 1 && refusal !== undefined && refusal.wsVersions !== 'listed') return BROKEN;
        const taken = head(edge);
        if (taken !== undefined) return has(taken, 'versionFault') ? 1 : 0;
        if (status(edge, isFinal) !== undefined) return 0;
        // a request that is cut short, or whose content breaks its framing, is refused for that
        const event = edge.column.event;
        return event.type === 'client.fin' || (event.type === 'client.content' && event.part === 'fault')
          ? 0
          : now;
      },
    },
  },
  {
    id: 'SI-24',
    sentence:
      'The frames of a server are well formed: no mask, no bit or opcode without a meaning, text in UTF-8, control frames ' +
      'short and whole, and fragments in turn.',
    sources: ['rfc6455#section-5.1', 'rfc6455#section-5.2', 'rfc6455#section-5.4', 'rfc6455#section-5.5'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        let inside = now;
        for (const frame of framesSent(edge)) {
          if (isMalformed(frame)) return BROKEN;
          if (isControl(frame)) continue;
          if ((frame.opcode === 'continuation') !== (inside === 1)) return BROKEN;
          inside = frame.fin === 'more' ? 1 : 0;
        }
        return inside;
      },
    },
  },
  {
    id: 'SI-25',
    sentence: 'Behind its own Close a server sends no data and no second Close.',
    sources: ['rfc6455#section-5.5.1', 'rfc6455#section-7.1.5'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const sent = framesSent(edge);
        const closes = sent.filter(isClose).length;
        if (now === 1 && (closes > 0 || sent.some((frame) => !isControl(frame)))) return BROKEN;
        return closes > 1 ? BROKEN : closes === 1 ? 1 : now;
      },
    },
  },
  {
    id: 'SI-26',
    sentence: 'A Close that a server sends has a code that may be sent, and a body that is not one octet.',
    sources: ['rfc6455#section-7.4', 'rfc6455#section-5.5.1'],
    strength: 'breaks',
    monitor: always((edge) =>
      framesSent(edge).some((frame) => isClose(frame) && !['plain', 'code-reserved'].includes(frame.payload)),
    ),
  },
  {
    id: 'SI-27',
    sentence: 'Behind a frame that fails the connection nothing that comes is processed.',
    sources: ['rfc6455#section-7.1.7'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const traits = frameRead(edge);
        if (now === 1 && traits !== undefined && (edge.moves || edge.step.sent.length > 0)) return BROKEN;
        if (closed(edge)) return 0;
        if (now === 1 && framesSent(edge).some((frame) => !isClose(frame))) return BROKEN;
        return reads(edge) && is(traits, 'mustFail') ? 1 : now;
      },
    },
  },
  {
    id: 'SI-28',
    sentence: 'Nothing but an error is sent before a head is complete.',
    sources: ['rfc9110#fields.order'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        if (now === 1 && status(edge, (one) => !isError(one)) !== undefined) return BROKEN;
        if (edge.after === 'NONE.head') return 1;
        return edge.moves ? 0 : now;
      },
    },
  },
  {
    id: 'SI-32',
    sentence: 'A 101 is labelled HTTP/1.1, and no answer has another label than HTTP/1.1 or HTTP/1.0.',
    sources: ['rfc9110#message.control.data', 'rfc2616#section-3.1'],
    strength: 'breaks',
    monitor: always((edge) =>
      responses(edge).some((facts) =>
        facts.status === '101' ? facts.version !== '1.1' : !['1.1', '1.0', 'none'].includes(facts.version),
      ),
    ),
  },
  {
    id: 'L-1',
    sentence: 'A complete request gets its answer, or the connection ends.',
    sources: ['rfc9110#status.codes', 'rfc9112#associating.response.to.request'],
    strength: 'asks',
    derived: true,
    monitor: {
      start: 0,
      next: (now, edge) => {
        const done = status(edge, (one) => !isInterim(one)) !== undefined || ending(edge);
        if (now === 1 && limit(edge) && !done) return BROKEN;
        const taken = head(edge);
        if (taken !== undefined) return has(taken, 'hasContent') ? 2 : 1;
        const end =
          edge.column.event.type === 'client.content' && edge.column.event.part === 'end' && edge.moves;
        if (done || edge.after === 'NONE.idle') return 0;
        return now === 2 && end ? 1 : now;
      },
    },
  },
  {
    id: 'L-2',
    sentence: 'Behind the final response to a request that ends the connection the server starts closing.',
    sources: ['rfc9112#persistent.tear-down'],
    strength: 'breaks',
    monitor: endsWhenWritten((traits) => has(traits, 'mustClose')),
  },
  {
    id: 'L-4',
    sentence: 'A WebSocket is alive: a Ping is answered with a Pong, until a Close is received or it fails.',
    sources: ['rfc6455#section-5.5.2', 'rfc6455#section-4.2.2'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const ping = reads(edge) && is(frameRead(edge), 'ping');
        if (ping && edge.moves) return BROKEN;
        const failed = edge.after.startsWith('ACTIVE.failing');
        if (framesSent(edge).some(isPong) || closed(edge) || failed || is(frameRead(edge), 'close')) return 0;
        if (now === 1 && event(edge, 'policy.reply') && reads(edge)) return BROKEN;
        return ping ? 1 : now;
      },
    },
  },
  {
    id: 'L-5',
    sentence: 'A Close is answered with a Close, unless the time for it runs out or the server fails.',
    sources: ['rfc6455#section-5.5.1'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        if (framesSent(edge).some(isClose)) return 2;
        const received = now === 0 && edge.before === 'ACTIVE.open' && is(frameRead(edge), 'close');
        const excused = limit(edge) || event(edge, 'policy.fail') || event(edge, 'client.rst');
        const ended = closed(edge) && !excused;
        if (now === 1 && (event(edge, 'policy.reply') || ended)) return BROKEN;
        if (received && ended) return BROKEN;
        if (closed(edge)) return 0;
        return received ? 1 : now;
      },
    },
  },
  {
    id: 'L-6',
    sentence: 'With a Close sent and a Close received the next thing a server sends is its FIN.',
    sources: ['rfc6455#section-5.5.1'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const first = edge.step.sent[0];
        const waits = written(edge) || limit(edge);
        if (now === 3 && ((first !== undefined && first.what !== 'fin') || (waits && !finSent(edge))))
          return BROKEN;
        if (now === 3 && endsSilently(edge)) return BROKEN;
        if (closed(edge)) return 0;
        const own = framesSent(edge).some(isClose) ? 1 : 0;
        const theirs = reads(edge) && is(frameRead(edge), 'close') ? 2 : 0;
        return now | own | theirs;
      },
    },
  },
  {
    id: 'L-8',
    sentence: 'A server that fails the WebSocket connection ends the transport.',
    sources: ['rfc6455#section-7.1.7'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const fails = reads(edge) && is(frameRead(edge), 'mustFail');
        if ((now === 1 || fails) && endsSilently(edge)) return BROKEN;
        if (closed(edge)) return 0;
        if (now === 1 && (limit(edge) || event(edge, 'policy.stop'))) return BROKEN;
        return fails ? 1 : now;
      },
    },
  },
  {
    id: 'L-9',
    sentence: 'A 100 that is waited for, or a final response, does not wait for the content.',
    sources: ['rfc9110#field.expect'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const done = status(edge, (one) => one !== '1xx') !== undefined || closed(edge);
        if (now === 1 && limit(edge) && !done) return BROKEN;
        // the server wants to send the 100, nothing earlier is in its way, and it does not go out
        const { event: what } = edge.column;
        const goesOn = what.type === 'app.interim' && what.status === '100' && edge.earlier === 'none';
        if (now === 1 && goesOn && EXPECTING.includes(edge.before) && !done) return BROKEN;
        const taken = head(edge);
        if (taken !== undefined) return has(taken, 'expectsContinue') ? 1 : 0;
        const came = edge.column.event.type === 'client.content' && edge.moves;
        return done || came || event(edge, 'client.fin') ? 0 : now;
      },
    },
  },
  {
    id: 'L-10',
    sentence: 'A 100 is followed by a final response, a 101, or the end of the connection.',
    sources: ['rfc9110#field.expect'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const done = status(edge, (one) => !isInterim(one)) !== undefined || ending(edge);
        if (now === 1 && ((limit(edge) && !done) || head(edge) !== undefined)) return BROKEN;
        // behind a read-on the duty is that of an earlier request, which SI-10 and L-16 look after
        if (done || (edge.column.event.type === 'policy.read-on' && edge.moves)) return 0;
        return status(edge, (one) => one === '100') !== undefined ? 1 : now;
      },
    },
  },
  {
    id: 'L-11',
    sentence: 'A request with faulty framing ends the connection once it is answered.',
    sources: ['rfc9112#field.transfer-encoding', 'rfc9112#message.body.length'],
    strength: 'breaks',
    monitor: endsWhenWritten((traits) => hasAny(traits, 'badFraming', 'bothFramings', 'oldCoding')),
  },
  {
    id: 'L-12',
    sentence: 'A message that is cut short ends the connection.',
    sources: ['rfc9112#incomplete.messages', 'rfc9112#message.body.length'],
    strength: 'breaks',
    monitor: {
      start: 0,
      next: (now, edge) => {
        if (closed(edge)) return 0;
        if (now === 1 && (limit(edge) || (written(edge) && edge.moves) || head(edge) !== undefined))
          return BROKEN;
        const inside = ['NONE.head', 'NONE.expecting', 'NONE.body', 'HANDSHAKE.expecting', 'HANDSHAKE.body'];
        if (!inside.includes(edge.before)) return now;
        if (limit(edge)) return BROKEN;
        const owesEarlier = edge.earlier === 'pending' && edge.before === 'NONE.head';
        return edge.column.event.type === 'client.fin' && !owesEarlier ? 1 : now;
      },
    },
  },
  {
    id: 'L-13',
    sentence: "The client's FIN on an HTTP connection with nothing owed is answered with a FIN.",
    sources: ['rfc9112#persistent.failures'],
    strength: 'departs',
    monitor: {
      start: 0,
      next: (now, edge) => {
        const fin = edge.column.event.type === 'client.fin';
        if (fin && edge.before === 'NONE.idle' && edge.earlier === 'none' && !finSent(edge)) return BROKEN;
        if (now === 1 && edge.after === 'NONE.idle' && edge.before !== 'NONE.idle' && edge.earlier === 'none')
          return BROKEN;
        return fin && edge.before.startsWith('NONE') ? 1 : now;
      },
    },
  },
  {
    id: 'L-16',
    sentence: 'A request behind answered ones is served: it can be answered once the last of them is out.',
    sources: ['rfc9112#pipelining'],
    strength: 'asks',
    derived: true,
    monitor: {
      start: 0,
      next: (_, edge) => {
        const event = edge.column.event;
        if (lastEarlier(edge) && edge.before === 'HANDSHAKE.queued' && edge.after === 'HANDSHAKE.queued')
          return BROKEN;
        const waiting = edge.before === 'NONE.answering' || edge.before === 'HANDSHAKE.deciding';
        const canAnswer = event.type === 'app.respond' && event.status === '400' && edge.earlier === 'none';
        const refusesOthers = edge.step.before.context.verdict.takes === 'refused';
        return waiting && canAnswer && !refusesOthers && answers(edge).length === 0 ? BROKEN : 0;
      },
    },
  },
];

/** The request in hand is of this kind, so when its final response has left the FIN follows. */
function endsWhenWritten(remember: (traits: number) => boolean): Monitor {
  return {
    start: 0,
    next: (now, edge) => {
      if (now === 2 && ((written(edge) && !finSent(edge)) || head(edge) !== undefined)) return BROKEN;
      if (closed(edge)) return 0;
      const taken = head(edge);
      if (taken !== undefined) return remember(taken) ? 1 : 0;
      return now === 1 && status(edge, isFinal) !== undefined ? 2 : now;
    },
  };
}
