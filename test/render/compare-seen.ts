/**
 * What the matrix of products is made from: `src/render/compare/seen.ts` is generated from the evidence here.
 *
 * Of an answer only that is kept which the matrix tells; an end is an end, whatever sign of it came.
 */
import { calledOf, SINGLE } from '../evidence/catalogue.js';
import { CASES, ENDPOINTS, REQUESTS, type Recorded } from '../evidence/servers.js';

const HEAD = `/**
 * What servers were seen to do, request by request. Generated from the evidence by \`UPDATE_DOCS=1\` and the
 * test of it; not written by hand.
 *
 * 1. A request is the pieces it was put together from, one character an octet.
 * 2. A cell is the status (0: none), whether the connection was closed, whether it was live, the version of the
 *    status line, the options of Connection, and whether Upgrade and Sec-WebSocket-Version were there.
 * 3. A row has two characters for each request, in their order: the place of its cell in base 36.
 */
// biome-ignore-all format: one entry, one line

/** A cell, as it is packed. */
export type PackedCell = readonly [
  status: number,
  closed: 0 | 1,
  live: 0 | 1,
  version: string,
  connection: string,
  upgrade: 0 | 1,
  versions: 0 | 1,
];
`;

const textOf = (octets: Uint8Array): string => Buffer.from(octets).toString('latin1');

/** The lines of a request, and what stands behind its head. */
function piecesOf(octets: Uint8Array): readonly string[] {
  return textOf(octets).split(/(?<=\n)/);
}

function packed(cell: Recorded): string {
  const { status = 0, version = '', fate, live, connection = [], upgrade = [] } = cell;
  const options = connection.flatMap((line) => line.split(',')).map((one) => one.trim().toLowerCase());
  return JSON.stringify([
    status,
    fate === 'open' ? 0 : 1,
    live === true ? 1 : 0,
    version.replace('HTTP/', ''),
    options.filter((one) => one !== '').join(),
    upgrade.length > 0 ? 1 : 0,
    (cell['sec-websocket-version'] ?? []).length > 0 ? 1 : 0,
  ]);
}

/** What came of a sequence: its statuses, the kinds of frames, and the end. */
function toldOf({ status, first, second, statuses, frame, frames, fate }: Recorded): string {
  const all = (statuses ?? [first ?? status, second]).filter((one) => one !== undefined && one !== null);
  const opcodes = frame === undefined ? (frames ?? []).map(([opcode]) => opcode) : [frame];
  // what follows an answer that is no 101 is no frame, whatever its octets look like
  const seen = all.at(-1) === 101 ? opcodes.map((opcode) => `frame ${opcode}`) : [];
  return [...all, ...seen, fate === 'open' ? 'open' : 'closed'].join(', ');
}

/** A list without repetitions that gives each item its place. */
function places<T>(): { readonly all: T[]; readonly of: (one: T) => number } {
  const [all, known] = [[] as T[], new Map<T, number>()];
  const of = (one: T): number => {
    const at = known.get(one) ?? all.push(one) - 1;
    known.set(one, at);
    return at;
  };
  return { all, of };
}

const code = (at: number): string => at.toString(36).padStart(2, '0');

/** Sequences that a matrix of requests can tell of: those that do not begin behind an open WebSocket. */
const TOLD_SEQUENCES = CASES.sequence.filter((id) => !/^active-(?!half-close)/.test(id));

/** The source of the generated module. */
export function seenSource(): string {
  const [pieces, cells, told] = [places<string>(), places<string>(), places<string>()];
  const requests = SINGLE.map((id) => {
    const at = piecesOf(REQUESTS.get(id) ?? new Uint8Array()).map(pieces.of);
    return `[${JSON.stringify(id)}, ${at.join(' ') === '' ? '""' : JSON.stringify(at.join(' '))}]`;
  });
  const servers = ENDPOINTS.map((endpoint) => {
    const row = SINGLE.map((id) => {
      const cell = endpoint.cells.get(id);
      return cell === undefined ? '--' : code(cells.of(packed(cell)));
    });
    const sequences = TOLD_SEQUENCES.map((id) => {
      const cell = endpoint.cells.get(id);
      return cell === undefined ? '--' : code(told.of(toldOf(cell)));
    });
    const packedRow = [calledOf(endpoint).name, row.join(''), sequences.join('')];
    return `[${packedRow.map((one) => JSON.stringify(one)).join(', ')}]`;
  });
  const list = (name: string, type: string, items: readonly string[]): string =>
    `\nexport const ${name}: readonly ${type}[] = [\n${items.join(',\n')},\n];\n`;
  return [
    HEAD,
    list(
      'PIECES',
      'string',
      pieces.all.map((one) => JSON.stringify(one)),
    ),
    list('REQUESTS', '(readonly [id: string, pieces: string])', requests),
    list('CELLS', 'PackedCell', cells.all),
    list(
      'SEQUENCES',
      'string',
      TOLD_SEQUENCES.map((one) => JSON.stringify(one)),
    ),
    list(
      'TOLD',
      'string',
      told.all.map((one) => JSON.stringify(one)),
    ),
    list('ROWS', '(readonly [name: string, requests: string, sequences: string])', servers),
  ].join('');
}
