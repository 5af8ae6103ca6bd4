/**
 * The measured answers of an open WebSocket, as observations that can be judged. See README.md for the
 * file.
 */
import { formOf } from '../../src/spec/answer.js';
import { readFacts } from '../../src/spec/facts.js';
import type { FrameFacts } from '../../src/spec/frame-axes.js';
import { frameReader } from '../../src/spec/frame-reader.js';
import { readRequest } from '../../src/spec/message.js';
import { judge } from '../../src/spec/judge.js';
import type { Observation } from '../../src/spec/wire.js';
import { ENDPOINTS, type Endpoint, SEQUENCES, CASES as SERVER_CASES } from './servers.js';

/** What came back: frames as opcode and length (of a Close, its code), and what became of the connection. */
export type Cell = '-' | null | readonly [readonly (readonly [number, number])[], 'open' | 'closed' | 'reset'];

/** A cell of an endpoint that answered the handshake with a 101. */
export type Measured = Exclude<Cell, '-' | null>;

/** The cases that begin with the reference handshake and then send one thing. */
export const CASES = SERVER_CASES.sequence.filter((id) => id.startsWith('active-'));

const stepsOf = (name: string) => SEQUENCES.get(name) ?? [];

const sends = (name: string): readonly Uint8Array[] =>
  stepsOf(name).flatMap((step) => ('send' in step ? [step.send] : []));

function cellOf(endpoint: Endpoint, name: string): Cell {
  const recorded = endpoint.cells.get(name);
  if (recorded?.first !== 101) return '-';
  const fate = recorded.fate === 'close-frame' ? 'closed' : recorded.fate;
  return [recorded.frames ?? [], fate ?? 'open'];
}

/** Every endpoint with its cells, in the order of the cases. */
export const ACTIVE: Readonly<Record<string, readonly Cell[]>> = Object.fromEntries(
  ENDPOINTS.map((endpoint) => [endpoint.name, CASES.map((name) => cellOf(endpoint, name))]),
);

/** The day on which the endpoints were asked. */
export const MEASURED_ON = ENDPOINTS[0]?.observed ?? '';

function handshake(): Observation {
  const read = readRequest(sends(CASES[0] ?? '')[0] ?? new Uint8Array());
  if (read.outcome !== 'head') throw new Error('the handshake of the evidence is a head');
  return { from: 'client', what: 'request', facts: readFacts(read.head) };
}

/** What the client sent in an open WebSocket. */
function sentIn(name: string): readonly Observation[] {
  const [, sent] = sends(name);
  if (sent === undefined) return [{ from: 'client', what: 'fin' }];
  const reader = frameReader({ from: 'client' });
  const whole = reader.push(sent).flatMap((one) => ('facts' in one ? [one.facts] : []));
  // octets that are no frame to their end: the header is enough to act on
  const begun = reader.begun;
  return [...whole, ...(begun === undefined ? [] : [begun])].map((facts) => ({
    from: 'client',
    what: 'frame',
    facts,
  }));
}

const OPCODES: Readonly<Record<number, FrameFacts['opcode']>> = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
};

function payloadOf(code: number): FrameFacts['payload'] {
  if (code === 0) return 'plain';
  if (code === 1) return 'one-octet';
  if ([1005, 1006, 1015].includes(code)) return 'code-forbidden';
  if (code < 1000 || code > 4999) return 'code-outside';
  return code === 1004 || (code > 1015 && code < 3000) ? 'code-reserved' : 'plain';
}

/** A frame that came back. Mask and FIN bit were not recorded: they are taken as they have to be. */
function frame([number, size]: readonly [number, number]): Observation {
  const opcode = OPCODES[number] ?? 'unknown';
  return {
    from: 'server',
    what: 'frame',
    facts: {
      mask: 'unmasked',
      reserved: 'none',
      opcode,
      fin: 'last',
      length: opcode !== 'close' && size > 125 ? 'long' : 'short',
      payload: opcode === 'close' ? payloadOf(size) : 'plain',
    },
  };
}

/** Everything seen in one cell; the 101 itself is judged elsewhere and stands here in its best form. */
function seenIn(name: string, [frames, fate]: Measured): readonly Observation[] {
  const switched = formOf({ status: '101', servedAs: '1.1', closing: 'no', refusesVersion: 'no' });
  return [
    handshake(),
    { from: 'server', what: 'response', facts: switched },
    ...sentIn(name),
    ...frames.map(frame),
    // a reset ends the connection too; whether it was one is a matter of timing
    fate === 'open' ? { from: 'nobody', what: 'quiet' } : { from: 'server', what: 'fin' },
  ];
}

/** What a cell comes out as: permitted, something owed, excused by a failure only, or a clause broken. */
function verdictOf(name: string, cell: Measured): string {
  const judged = judge(seenIn(name, cell));
  if (judged.outcome === 'permitted') {
    return judged.owed.length === 0 ? 'permitted' : `owes ${judged.owed.map(({ what }) => what).join(' ')}`;
  }
  if (judged.outcome === 'only-by-failure') return 'only by failure';
  return `breaks ${judged.clauses.join(' ')}`;
}

/** A cell with what it comes out as; `-` where there is nothing to judge. */
export interface Judged {
  readonly endpoint: string;
  readonly name: string;
  readonly cell: Cell;
  readonly verdict: string;
}

/** Every cell of the file, judged. */
export function judgedCells(): readonly Judged[] {
  return Object.entries(ACTIVE).flatMap(([endpoint, cells]) =>
    cells.map((cell, at) => {
      const name = CASES[at] ?? '';
      return { endpoint, name, cell, verdict: Array.isArray(cell) ? verdictOf(name, cell as Measured) : '-' };
    }),
  );
}
