/** What every server endpoint was measured to do: requests as octets, and what came back. See README.md. */
import { readFileSync } from 'node:fs';

/** The groups of cases, as `README.md` has them. */
export const GROUPS = ['core', 'version', 'ofat', 'sequence'] as const;

/** A group of cases. */
export type Group = (typeof GROUPS)[number];

/** What came back, as it was recorded; a sequence has `first`, `second`, `statuses`, `frame` and `frames`. */
export interface Recorded {
  readonly status?: number;
  readonly version?: string;
  readonly fate?: 'open' | 'closed' | 'reset' | 'close-frame';
  readonly live?: boolean;
  readonly connection?: readonly string[];
  readonly upgrade?: readonly string[];
  readonly 'sec-websocket-version'?: readonly string[];
  readonly unsolicited?: readonly unknown[];
  readonly first?: number;
  readonly second?: number;
  readonly statuses?: readonly (number | null)[];
  readonly frame?: number;
  readonly frames?: readonly (readonly [number, number])[];
}

/** A step of a sequence: octets sent, or what was waited for. */
export type SequenceStep =
  | { readonly send: Uint8Array }
  | { readonly read: 'response' | 'frame' }
  | { readonly half_close: true }
  | { readonly quiet: true };

/** One endpoint: a product in a version with an application on it. */
export interface Endpoint {
  /** The name it was recorded under. */
  readonly name: string;
  readonly product: string;
  readonly version: string;
  readonly observed: string;
  readonly from: string;
  readonly path: string;
  readonly cells: ReadonlyMap<string, Recorded>;
}

type PackedStep = { readonly send: readonly number[] } | Exclude<SequenceStep, { send: Uint8Array }>;

interface Packed {
  readonly pieces: readonly string[];
  readonly requests: Readonly<Record<Group, Readonly<Record<string, readonly (number | PackedStep)[]>>>>;
  readonly cells: readonly Recorded[];
  readonly endpoints: Readonly<
    Record<string, Omit<Endpoint, 'name' | 'cells'> & { readonly cells: string }>
  >;
}

// from the root of the repository, since this runs compiled as well
const packed = JSON.parse(readFileSync('test/evidence/servers.json', 'utf8')) as Packed;

const pieces = packed.pieces.map((text) => Buffer.from(text, 'base64'));

const octetsOf = (at: readonly number[]): Uint8Array =>
  new Uint8Array(Buffer.concat(at.map((piece) => pieces[piece] ?? Buffer.alloc(0))));

const isStep = (one: number | PackedStep): one is PackedStep => typeof one !== 'number';

/** The case ids of each group, in their order. */
export const CASES: Readonly<Record<Group, readonly string[]>> = {
  core: Object.keys(packed.requests.core),
  version: Object.keys(packed.requests.version),
  ofat: Object.keys(packed.requests.ofat),
  sequence: Object.keys(packed.requests.sequence),
};

/** The group of every case. */
export const GROUP_OF: ReadonlyMap<string, Group> = new Map(
  GROUPS.flatMap((group) => CASES[group].map((id) => [id, group] as const)),
);

/** The octets of every single request by case id; its target is `/`. */
export const REQUESTS: ReadonlyMap<string, Uint8Array> = new Map(
  (['core', 'version', 'ofat'] as const).flatMap((group) =>
    Object.entries(packed.requests[group]).map(
      ([id, at]) => [id, octetsOf(at as readonly number[])] as const,
    ),
  ),
);

/** The steps of every sequence by case id. */
export const SEQUENCES: ReadonlyMap<string, readonly SequenceStep[]> = new Map(
  Object.entries(packed.requests.sequence).map(([id, steps]) => [
    id,
    steps.filter(isStep).map((step): SequenceStep => ('send' in step ? { send: octetsOf(step.send) } : step)),
  ]),
);

const ORDER = GROUPS.flatMap((group) => CASES[group]);

function cellsOf(text: string): ReadonlyMap<string, Recorded> {
  const cells = new Map<string, Recorded>();
  ORDER.forEach((id, at) => {
    const code = text.slice(2 * at, 2 * at + 2);
    const cell = code === '--' ? undefined : packed.cells[Number.parseInt(code, 36)];
    if (cell !== undefined) cells.set(id, cell);
  });
  return cells;
}

/** Every endpoint with its cells, in the order of their names. */
export const ENDPOINTS: readonly Endpoint[] = Object.entries(packed.endpoints).map(([name, endpoint]) => ({
  ...endpoint,
  name,
  cells: cellsOf(endpoint.cells),
}));
