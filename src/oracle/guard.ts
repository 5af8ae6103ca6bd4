/**
 * A guard before the `upgrade` listeners of a Node server: what the standards do not let anybody grant is
 * refused, by clause, before a listener sees it.
 *
 * 1. The server's `emit` is wrapped, and nothing else: no listener is added to the server, listeners that
 *    come later are guarded as well, and a request that passes goes on as it came, early octets included.
 * 2. Only what no permitted way of taking the request grants is refused, and besides it a handshake with
 *    content: whoever listens behind this gets the octets behind the head for frames (`handshake.content`).
 * 3. An offer of another protocol is not judged: it is for whoever speaks that protocol.
 * 4. A refusal is one answer that says close. Then the socket is closed in stages
 *    (rfc9112#persistent.tear-down): our end, then what still comes is read and dropped until the peer
 *    ends or time is up, so that no reset overtakes the answer.
 * 5. Nothing is thrown: neither for a socket that is gone, nor for a report that throws.
 */
import type { FinalStatus } from '../spec/admission.js';
import { type Choices, DEFAULT_CHOICES, refusalAnswer } from '../spec/defaults.js';
import { type Decision, decide, type IncomingHead, type OracleDialect, STANDARDS_ORACLE } from './decide.js';

/** What is used of a Node server: of `node:http`, `node:https`, or what emits as they do. */
export interface UpgradeServer {
  emit(event: string, ...values: unknown[]): boolean;
}

/** What is told of an upgrade that is refused, or would be. */
export interface GuardFinding {
  /** The clause that decided. */
  readonly clause: string;
  /** The status of the answer. */
  readonly status: number;
  /** False where the guard only reports. */
  readonly refused: boolean;
  readonly decision: Decision;
  /** The request, as the server emitted it. */
  readonly request: IncomingHead;
}

/** How a server is guarded. */
export interface GuardOptions {
  /** Told of each upgrade that is refused, or would be. What it throws is dropped. */
  readonly report?: (finding: GuardFinding) => void;
  /** Nothing is refused: every request goes on to the listeners. */
  readonly reportOnly?: boolean;
  /** What is taken where the standards leave it open; `GUARD_CHOICES` when not given. */
  readonly choices?: Choices;
  /** How many milliseconds the peer of a refused request has to end the connection; 1000 when not given. */
  readonly linger?: number;
}

/**
 * What the standards leave open passes, with one exception: a handshake with content is refused.
 *
 * The default choices refuse some of what may be granted. A guard leaves that to the listeners.
 *
 * @see rfc9931#section-7.1
 * @example
 * GUARD_CHOICES.picks['handshake.content']; // 'faulty'
 */
export const GUARD_CHOICES: Choices = {
  ...DEFAULT_CHOICES,
  picks: {
    ...DEFAULT_CHOICES.picks,
    'offer.versioned': 'websocket',
    'handshake.origin-several': 'holds',
    'handshake.content': 'faulty',
  },
};

/** What is used of a socket. */
interface Socket {
  readonly destroyed?: boolean;
  readonly writable?: boolean;
  on(event: 'error' | 'close', listener: () => void): unknown;
  end(text: string, encoding: 'latin1'): unknown;
  resume(): unknown;
  destroy(): unknown;
}

/** The timers of Node and of browsers, of which the rooms without their types know nothing. */
interface Timers {
  setTimeout(work: () => void, after: number): { unref?(): unknown } | number;
  clearTimeout(timer: unknown): void;
}
const timers = globalThis as unknown as Timers;

/** The line of a status; of a class, its most general number. */
const LINES: Readonly<Partial<Record<FinalStatus, string>>> = {
  '400': '400 Bad Request',
  '4xx': '403 Forbidden',
  '414': '414 URI Too Long',
  '417': '417 Expectation Failed',
  '426': '426 Upgrade Required',
  '5xx': '500 Internal Server Error',
  '501': '501 Not Implemented',
  '505': '505 HTTP Version Not Supported',
};

const lineOf = (status: FinalStatus): string => LINES[status] ?? '400 Bad Request';

/**
 * The octets of a refusal as text: an answer without content, behind which the connection closes. A 426
 * names the protocol, and what refuses a WebSocket version names the one spoken.
 */
function refusal(line: string, namesVersions: boolean): string {
  const upgrades = line.startsWith('426');
  return [
    `HTTP/1.1 ${line}`,
    `Date: ${new Date().toUTCString()}`,
    `Connection: ${upgrades ? 'upgrade, ' : ''}close`,
    ...(upgrades ? ['Upgrade: websocket'] : []),
    ...(namesVersions ? ['Sec-WebSocket-Version: 13'] : []),
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
}

const nothing = (): void => {};

/** Answers, and closes in stages. A socket that cannot be written to is destroyed. */
function answer(socket: Socket, text: string, linger: number): void {
  try {
    // the server took its own listener away when it emitted the upgrade; without one, a reset would be
    // thrown
    socket.on('error', nothing);
    if (socket.destroyed === true || socket.writable === false) {
      socket.destroy();
      return;
    }
    const timer = timers.setTimeout(() => socket.destroy(), linger);
    if (typeof timer === 'object') timer.unref?.();
    socket.on('close', () => timers.clearTimeout(timer));
    socket.end(text, 'latin1');
    socket.resume();
  } catch {
    // what was given is no socket
  }
}

/** Tells the report; neither what it throws nor what it rejects with goes any further. */
function tell(report: GuardOptions['report'], finding: GuardFinding): void {
  try {
    const told: unknown = report?.(finding);
    if (told instanceof Promise) told.catch(nothing);
  } catch {
    // the report's own
  }
}

/** What is wrong with an upgrade, by these choices; undefined where it may go on to the listeners. */
function wrongWith(request: IncomingHead, dialect: OracleDialect): Omit<GuardFinding, 'refused'> | undefined {
  const decision = decide(request, dialect);
  const { verdict, clauses } = decision;
  if (verdict.mayGrant) return undefined;
  if (clauses.answers === 'offer.other-protocol') return undefined;
  const status = Number.parseInt(lineOf(refusalAnswer(verdict, dialect.choices)), 10);
  return { clause: clauses.answers, status, decision, request };
}

/**
 * A guarded server grants no upgrade that the standards forbid: HTTP/1.0, Host missing or repeated, a key
 * or a WebSocket version missing, a body behind the head, and all the tables refuse besides.
 *
 * What Node's parser refuses never comes here, and neither does `CONNECT`, which Node emits as another
 * event.
 *
 * @param server A server that emits `upgrade` with request, socket and early octets, as those of
 *   `node:http` and `node:https` do. Whoever listens may have listened before, or may later.
 * @param options Whom to tell, and whether to refuse.
 * @returns Takes the guard off again; the second call does nothing.
 * @see rfc9110#field.upgrade
 * @see rfc6455#section-4.2.2
 * @example
 * const server = { emit: () => true };
 * const unguard = guard(server, { report: ({ clause }) => console.log(clause) });
 * unguard();
 */
export function guard(server: UpgradeServer, options: GuardOptions = {}): () => void {
  const { report, reportOnly = false, choices = GUARD_CHOICES, linger = 1000 } = options;
  const dialect: OracleDialect = { ...STANDARDS_ORACLE, choices };
  const own = Object.hasOwn(server, 'emit');
  const { emit } = server;
  let on = true;

  /** Whether the upgrade was refused, so that no listener is to see it. */
  const refuses = (request: unknown, socket: unknown): boolean => {
    if (typeof request !== 'object' || request === null) return false;
    const wrong = wrongWith(request as IncomingHead, dialect);
    if (wrong === undefined) return false;
    if (!reportOnly) {
      const { verdict } = wrong.decision;
      const line = lineOf(refusalAnswer(verdict, choices));
      answer(socket as Socket, refusal(line, verdict.namesVersions), linger);
    }
    tell(report, { ...wrong, refused: !reportOnly });
    return !reportOnly;
  };

  const guarded = function (this: unknown, event: string, ...values: unknown[]): boolean {
    if (on && event === 'upgrade' && refuses(values[0], values[1])) return true;
    return emit.call(this as UpgradeServer, event, ...values);
  };
  server.emit = guarded;

  return () => {
    on = false;
    // somebody may have wrapped the wrapper; then it stays, and only hands on
    if (server.emit !== guarded) return;
    if (own) server.emit = emit;
    else Reflect.deleteProperty(server, 'emit');
  };
}
