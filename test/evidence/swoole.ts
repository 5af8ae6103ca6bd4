/** The evidence about Swoole as measured: requests as octets, and what each endpoint did with them. */
import { readFileSync } from 'node:fs';

interface Packed {
  readonly pieces: readonly string[];
  readonly requests: Readonly<Record<Group, Readonly<Record<string, readonly number[]>>>>;
  readonly endpoints: readonly {
    readonly product: string;
    readonly version: string;
    readonly application: string;
    readonly path: string;
    readonly observed: string;
    readonly cells: Readonly<Record<Group, string>>;
  }[];
}

/** The groups of cases, as `README.md` has them. */
export const GROUPS = ['core', 'version', 'ofat'] as const;

/** A group of cases. */
export type Group = (typeof GROUPS)[number];

/** What an endpoint did with one request. */
export interface Cell {
  readonly id: string;
  readonly group: Group;
  readonly status: number | 'none';
  /** A reset counts as closed. */
  readonly fate: 'open' | 'closed';
  readonly live: boolean;
}

/** One endpoint: product, version and the application on it, with all its cells. */
export interface Endpoint {
  readonly name: string;
  readonly version: string;
  readonly application: string;
  readonly cells: readonly Cell[];
}

const packed = JSON.parse(readFileSync(new URL('./swoole.json', import.meta.url), 'utf8')) as Packed;

function octetsOf(pieces: readonly number[]): Uint8Array {
  const parts = pieces.map((piece) => Buffer.from(packed.pieces[piece] ?? '', 'base64'));
  return new Uint8Array(Buffer.concat(parts));
}

/** The octets of every request by case id. */
export const REQUESTS: ReadonlyMap<string, Uint8Array> = new Map(
  GROUPS.flatMap((group) =>
    Object.entries(packed.requests[group]).map(([id, pieces]) => [id, octetsOf(pieces)] as const),
  ),
);

function cellOf(id: string, group: Group, text: string): Cell {
  const [, status, fate, live] = /^(\d{3}|-)([ocr])(L?)$/.exec(text) ?? [];
  if (status === undefined) throw new Error(`${id}: the cell ${text} cannot be read`);
  return {
    id,
    group,
    status: status === '-' ? 'none' : Number(status),
    fate: fate === 'o' ? 'open' : 'closed',
    live: live === 'L',
  };
}

/** Every endpoint with its cells. */
export const ENDPOINTS: readonly Endpoint[] = packed.endpoints.map((endpoint) => ({
  name: `${endpoint.product}@${endpoint.version} ${endpoint.application}`,
  version: endpoint.version,
  application: endpoint.application,
  cells: GROUPS.flatMap((group) => {
    const cells = endpoint.cells[group].split(' ');
    return Object.keys(packed.requests[group]).map((id, at) => cellOf(id, group, cells[at] ?? ''));
  }),
}));
