/**
 * Asking the machine: one step, a whole run, and the inverse question, whether what was seen can be explained.
 *
 * 1. `step` is the only place that knows how xstate is asked which arrow fired.
 * 2. `run` predicts: the choices of application and policy are given, and the trace says the clause at each step.
 * 3. `judge` finds the states that explain what was seen on the wire. None left means that the server did what
 *    nothing permits; the last ones that were left say what was permitted.
 */
import { type AnyActor, createActor, createMachine } from 'xstate';
import { frameFormOf } from './active.js';
import { type AnswerContext, formOf, type ResponseFacts, type Status } from './answer.js';
import type { Verdict } from './decide.js';
import type { FrameFacts } from './frame-axes.js';
import { type ArrowMeta, type ConnectionEvent, machine, type Sendable, type Sent } from './machine.js';
import type { Observation } from './wire.js';

/** A state of the machine with its context, as xstate keeps it. */
export type Connection = ReturnType<typeof machine.getInitialSnapshot>;

/** An arrow that fired, or deliberately did nothing. */
export interface Arrow extends ArrowMeta {
  /** The state that the arrow leaves, such as `status.HANDSHAKE.deciding`. */
  readonly from: string;
  /** Whether the arrow leads anywhere. */
  readonly moves: boolean;
}

/** One step: what happened, which arrows it took, where it led, and what the server sent. */
export interface Step {
  readonly event: ConnectionEvent;
  readonly before: Connection;
  readonly after: Connection;
  /** The arrows taken, that of `status` first. */
  readonly arrows: readonly Arrow[];
  readonly sent: readonly Observation[];
}

type Scope = Parameters<typeof machine.transition>[2];

/** One scope serves all steps: no arrow starts an actor, so nothing is ever deferred or stopped in it. */
function quietScope(): Scope {
  const self = createActor(machine) as AnyActor;
  const none = (): void => {};
  return {
    self,
    system: self.system,
    id: 'connection',
    sessionId: 'connection',
    logger: none,
    defer: none,
    emit: none,
    stopChild: none,
    actionExecutor: none,
  } as unknown as Scope;
}

const scope = quietScope();

/**
 * A new connection is idle: nothing was read, nothing is owed.
 *
 * @returns the initial state of the machine
 * @example
 * import { newConnection, placeOf } from 'after101';
 *
 * placeOf(newConnection()).status; // 'NONE.idle'
 */
export function newConnection(): Connection {
  return start;
}

const start = machine.getInitialSnapshot(scope);

/** Where a connection stands, in words: the inner state of each region. */
export interface Place {
  readonly status: string;
  readonly persistence: 'undecided' | 'persists' | 'last';
  readonly earlier: 'none' | 'pending';
  readonly client: 'sending' | 'finished';
  /** Of a WebSocket: whether a message of the client is under way in fragments. */
  readonly message: 'between' | 'inside';
  /** Of a WebSocket: whether a Ping waits for its Pong. */
  readonly owes: 'nothing' | 'pong';
  /** Of a WebSocket: whether a message of the server is under way in fragments. */
  readonly sending: 'between' | 'inside';
}

/**
 * A state is told by the inner state of each of its regions.
 *
 * @param connection - the state
 * @returns the regions, `status` as `NONE.idle`
 * @example
 * import { newConnection, placeOf } from 'after101';
 *
 * placeOf(newConnection()).persistence; // 'undecided'
 */
export function placeOf(connection: Connection): Place {
  let place = places.get(connection);
  if (place === undefined) {
    place = placeIn(connection.value as unknown as Record<string, string | Record<string, string>>);
    places.set(connection, place);
  }
  return place;
}

const places = new WeakMap<Connection, Place>();

function placeIn(value: Readonly<Record<string, string | Record<string, string>>>): Place {
  const status = value.status as Record<string, string>;
  const [outer = '', inner = ''] = Object.entries(status)[0] ?? [];
  return {
    status: `${outer}.${inner}`,
    persistence: value.persistence as Place['persistence'],
    earlier: value.earlier as Place['earlier'],
    client: value.client as Place['client'],
    message: value.message as Place['message'],
    owes: value.owes as Place['owes'],
    sending: value.sending as Place['sending'],
  };
}

/**
 * Two states are the same exactly when this text is.
 *
 * @param connection - the state
 * @returns place and verdict in force
 */
export function keyOf(connection: Connection): string {
  let key = keys.get(connection);
  if (key === undefined) {
    const place = placeOf(connection);
    const { verdict } = connection.context;
    key = place.status.startsWith('ACTIVE')
      ? keyOfWebSocket(place, verdict)
      : `${place.status} ${place.persistence} ${place.earlier} ${place.client} ${keyOfVerdict(verdict)}`;
    keys.set(connection, key);
  }
  return key;
}

const keys = new WeakMap<Connection, string>();

/** The states of a WebSocket that read each region; in the others its value makes no difference. */
const READS_MESSAGE = ['ACTIVE.open'];
const READS_OWES = ['ACTIVE.open', 'ACTIVE.closing-here'];
const READS_SENDING = ['ACTIVE.open', 'ACTIVE.request-content', 'ACTIVE.closing-there'];

/** Of HTTP nothing is read any more in a WebSocket, but by a dialect that lets persistence apply to it. */
function keyOfWebSocket(
  { status, persistence, client, message, owes, sending }: Place,
  { after101 }: Verdict,
): string {
  return [
    status,
    client,
    READS_MESSAGE.includes(status) ? message : '',
    READS_OWES.includes(status) ? owes : '',
    READS_SENDING.includes(status) ? sending : '',
    after101 === 'persistence' ? `persistence ${persistence}` : '',
  ].join(' ');
}

const verdictKeys = new WeakMap<Verdict, string>();

/** What of a verdict some guard or answer still reads once its head was taken; §9.3 and content are states by then. */
function keyOfVerdict(verdict: Verdict): string {
  let key = verdictKeys.get(verdict);
  if (key === undefined) {
    const { takes, answers, mayGrant, namesVersions, servedAs, ends, after101, earlyFrames } = verdict;
    key = [takes, answers, mayGrant, namesVersions, servedAs, ends, after101, earlyFrames].join(' ');
    verdictKeys.set(verdict, key);
  }
  return key;
}

/** What an answer sent in this step depends on. */
function contextOf(status: Status, before: Connection, after: Connection): AnswerContext {
  const { servedAs, ends, namesVersions } = before.context.verdict;
  const last = placeOf(after).persistence === 'last' || ends;
  return {
    status,
    servedAs,
    closing: last ? 'yes' : 'no',
    refusesVersion: namesVersions ? 'yes' : 'no',
  };
}

/** How what is sent is formed. */
export interface Forms {
  readonly answer: (context: AnswerContext) => ResponseFacts;
  readonly frame: (opcode: FrameFacts['opcode'], fin?: FrameFacts['fin']) => FrameFacts;
}

/** The forms of the standards. */
const FORMS: Forms = {
  answer: (context) => formOf(context),
  frame: (opcode, fin) => frameFormOf(opcode, fin),
};

/** The frame that an application asks to be sent. */
function framed(frame: Sendable, forms: Forms): FrameFacts {
  switch (frame) {
    case 'message':
      return forms.frame('text');
    case 'begins':
      return forms.frame('text', 'more');
    case 'continues':
      return forms.frame('continuation', 'more');
    case 'ends':
      return forms.frame('continuation');
    default:
      return forms.frame(frame);
  }
}

/** The wire elements of what an arrow sends. */
function observed(
  sent: Sent,
  event: ConnectionEvent,
  before: Connection,
  after: Connection,
  forms: Forms,
): Observation {
  const form = forms.answer;
  const response = (facts: ResponseFacts): Observation => ({ from: 'server', what: 'response', facts });
  const frame = (facts: FrameFacts): Observation => ({ from: 'server', what: 'frame', facts });
  switch (sent) {
    case 'fin':
      return { from: 'server', what: 'fin' };
    case 'frame':
      if (event.type !== 'app.send') throw new Error(`${event.type} sends no frame`);
      return frame(framed(event.frame, forms));
    case 'pong':
      return { from: 'server', what: 'frame', facts: forms.frame('pong'), echoes: true };
    case 'close-frame':
      return frame(forms.frame('close'));
    case 'switch':
      return response(form({ ...contextOf('101', before, after), closing: 'no' }));
    case 'interim':
      return response(form(contextOf(event.type === 'app.interim' ? event.status : '1xx', before, after)));
    case 'earlier-response': {
      const close = event.type === 'policy.earlier-answered' && event.close;
      return response(
        form({ status: '2xx', servedAs: '1.1', closing: close ? 'yes' : 'no', refusesVersion: 'no' }),
      );
    }
    case 'response': {
      if (event.type !== 'app.respond') throw new Error(`${event.type} sends no response`);
      const facts = form(contextOf(event.status, before, after));
      return response(event.then === 'until-close' ? { ...facts, framing: 'until-close' } : facts);
    }
  }
}

/**
 * One event takes a connection one step, and every step names its clauses.
 *
 * @param before - the state
 * @param event - what happens
 * @param forms - how answers and frames are formed; as the standards have it when left out
 * @returns the arrows taken, the state after, and what the server sent
 * @example
 * import { newConnection, permittedFor, placeOf, REFERENCE, step } from 'after101';
 *
 * const verdict = permittedFor(REFERENCE)[0];
 * const asked = step(newConnection(), { type: 'client.head', verdict });
 * placeOf(asked.after).status; // 'HANDSHAKE.deciding'
 * const granted = step(asked.after, { type: 'app.accept' });
 * placeOf(granted.after).status; // 'ACTIVE.open'
 */
export function step(before: Connection, event: ConnectionEvent, forms: Forms = FORMS): Step {
  return stepIn(machine, before, event, forms);
}

const arrowsOf = new WeakMap<object, Arrow>();

/**
 * What an arrow of the machine says of itself; the same object for the same arrow.
 *
 * @param transition - the arrow as xstate keeps it
 * @returns its clause, what it sends, where it comes from
 */
export function arrowOf(transition: {
  readonly meta?: unknown;
  readonly target?: readonly unknown[] | undefined;
  readonly source: { readonly path: readonly string[] };
}): Arrow {
  let arrow = arrowsOf.get(transition);
  if (arrow === undefined) {
    const meta = (transition.meta as ArrowMeta | undefined) ?? { clause: 'unnamed' };
    arrow = { ...meta, from: transition.source.path.join('.'), moves: (transition.target?.length ?? 0) > 0 };
    arrowsOf.set(transition, arrow);
  }
  return arrow;
}

/** One step of a machine: that of the standards, or a mutant of it. */
function stepIn(asked: typeof machine, before: Connection, event: ConnectionEvent, forms: Forms): Step {
  const taken = asked.getTransitionData(before, event);
  // most arrows deliberately do nothing: then there is no need to ask xstate for the state after
  const still = taken.every((arrow) => arrow.target === undefined && arrow.actions.length === 0);
  const after = still ? before : (asked.transition(before, event, scope) as Connection);
  // the regions of the machine stand in this order too: `status` first
  const arrows = taken.map(arrowOf);
  const sent = arrows.flatMap((arrow) =>
    (arrow.sends ?? []).map((what) => observed(what, event, before, after, forms)),
  );
  return { event, before, after, arrows, sent };
}

/**
 * Another configuration of the same machine can be asked in the same way, with the same guards and actions.
 *
 * @param config - the configuration, such as `machine.config` with an arrow changed
 * @returns how to ask it, and where its connections begin
 */
export function stepOf(config: unknown): {
  readonly ask: (before: Connection, event: ConnectionEvent) => Step;
  readonly start: Connection;
} {
  const other = createMachine(config as never, machine.implementations as never) as unknown as typeof machine;
  const start = other.getInitialSnapshot(scope);
  return { ask: (before, event) => stepIn(other, before, event, FORMS), start };
}

/** A run: its steps in order, and the state it ends in. */
export interface Trace {
  readonly steps: readonly Step[];
  readonly end: Connection;
}

/**
 * A script of events gives a trace. What a state leaves unread is given to it again when the state has changed.
 *
 * @param script - the events in the order in which they happen
 * @param from - where to begin; a new connection when left out
 * @returns every step with its clauses, and the end
 * @example
 * import { choose, permittedFor, placeOf, REFERENCE, run } from 'after101';
 *
 * const verdict = choose(permittedFor(REFERENCE));
 * const trace = run([{ type: 'client.head', verdict }, { type: 'app.accept' }]);
 * trace.steps.length; // 2
 * placeOf(trace.end).status; // 'ACTIVE.open'
 */
export function run(script: readonly ConnectionEvent[], from: Connection = newConnection()): Trace {
  const steps: Step[] = [];
  let now = from;
  const waiting: ConnectionEvent[] = [];
  // how many of those that waited were taken up since
  let taken = 0;
  const isUnread = (one: Step): boolean => one.arrows[0]?.unread === true;
  // the client's octets are a stream: what comes behind unread octets is not read before them
  const behind = (event: ConnectionEvent): boolean =>
    waiting.length > taken && event.type.startsWith('client.') && event.type !== 'client.rst';
  for (const event of script) {
    const one = step(now, event);
    if (isUnread(one) || behind(event)) {
      waiting.push(event);
      continue;
    }
    steps.push(one);
    now = one.after;
    while (waiting.length > taken) {
      const again = step(now, waiting[taken] as ConnectionEvent);
      if (isUnread(again)) break;
      taken++;
      steps.push(again);
      now = again.after;
    }
  }
  return { steps, end: now };
}
