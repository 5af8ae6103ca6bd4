/**
 * How far the catalogue predicts what was measured: cell by cell, so that anybody can recount.
 *
 * 1. A cell agrees when the status and the fate do. A reset and a Close frame count as closed: which of
 *    them came is timing, or what the closing of a WebSocket looks like.
 * 2. Whether the connection was live, and the Connection field of the answer, are counted apart.
 * 3. Of the sequences some follow from single requests; the others have a value of their own and are only
 *    listed.
 */
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import type { Dialect } from '../../src/dialects/dialect.js';
import { type Prediction, predict } from '../../src/dialects/predict.js';
import { connectionOf } from '../../src/spec/facts.js';
import { STANDARDS_READING } from '../../src/spec/reading.js';
import { CASES, ENDPOINTS, type Endpoint, type Group, GROUPS, type Recorded, REQUESTS, SEQUENCES } from './servers.js';

/** What is predicted, or was observed. Sequences have more than one status. */
export interface Outcome {
  readonly status: number | 'none' | string;
  readonly fate: 'open' | 'closed';
  readonly live?: boolean;
  /** The fate as recorded, where it was neither a FIN nor quiet. */
  readonly recorded?: string;
}

/** One cell. */
export interface AgreementCell {
  readonly endpoint: string;
  readonly case: string;
  readonly group: Group;
  readonly predicted: Outcome;
  readonly observed: Outcome;
}

/** Whether the status and the fate are as predicted. */
export const agrees = ({ predicted, observed }: AgreementCell): boolean =>
  predicted.status === observed.status && predicted.fate === observed.fate;

const fateOf = ({ fate = 'open' }: Recorded): Pick<Outcome, 'fate' | 'recorded'> =>
  fate === 'open' || fate === 'closed' ? { fate } : { fate: 'closed', recorded: fate };

const outcomeOf = ({ code, fate, live }: Prediction): Outcome => ({ status: code, fate, live });

const dialects = new Map(measuredServers().map(({ endpoint, dialect }) => [endpoint, dialect]));

/** The dialect of an endpoint, as the catalogue has it. */
function dialectOf({ name }: Endpoint): Dialect {
  const dialect = dialects.get(name);
  if (dialect === undefined) throw new Error(`the catalogue has no ${name}`);
  return dialect;
}

function singles(endpoint: Endpoint): readonly AgreementCell[] {
  const dialect = dialectOf(endpoint);
  return (['core', 'version', 'ofat'] as const).flatMap((group) =>
    CASES[group].flatMap((id): readonly AgreementCell[] => {
      const recorded = endpoint.cells.get(id);
      const octets = REQUESTS.get(id);
      if (recorded === undefined || octets === undefined) return [];
      const observed = {
        status: recorded.status ?? ('none' as const),
        ...fateOf(recorded),
        live: recorded.live === true,
      };
      const predicted = outcomeOf(predict(dialect, octets));
      return [{ endpoint: endpoint.name, case: id, group, predicted, observed }];
    }),
  );
}

/** The sequences that follow from single requests: those in which everything sent is a request. */
export const FOLLOWING = [
  'get-then-upgrade',
  'pipelined-get-upgrade',
  'pipelined-3-gets',
  'get10-keepalive-twice',
  'get11-close-then-get',
  'upgrade-twice-after-refusal',
] as const;

/** The requests of a sequence, one after the other, whether they were sent together or not. */
function requestsOf(id: string): readonly Uint8Array[] {
  return (SEQUENCES.get(id) ?? []).flatMap((step) => {
    if (!('send' in step)) return [];
    const text = Buffer.from(step.send).toString('latin1');
    return text
      .split(/(?<=\r\n\r\n)/)
      .filter((part) => part !== '')
      .map((part) => new Uint8Array(Buffer.from(part, 'latin1')));
  });
}

/**
 * What follows for requests sent one after the other; undefined where a WebSocket gets what was meant for a
 * server.
 */
function followed(dialect: Dialect, requests: readonly Uint8Array[]): Outcome | undefined {
  const statuses: (number | 'none')[] = [];
  for (const [at, octets] of requests.entries()) {
    const { code, fate, live } = predict(dialect, octets);
    statuses.push(code);
    if (code === 101 && at < requests.length - 1) return undefined;
    if (fate === 'closed' || !live || at === requests.length - 1) return { status: statuses.join(), fate };
  }
  return undefined;
}

/** What was recorded of a sequence, as far as answers go. */
function answersIn({ first, second, statuses }: Recorded): string {
  const all = statuses ?? [first, second];
  const end = all.findIndex((status) => status === undefined || status === null);
  const answered = end < 0 ? all : all.slice(0, end);
  return answered.length === 0 ? 'none' : answered.join();
}

function sequences(endpoint: Endpoint): readonly AgreementCell[] {
  const dialect = dialectOf(endpoint);
  return FOLLOWING.flatMap((id): readonly AgreementCell[] => {
    const recorded = endpoint.cells.get(id);
    const predicted = followed(dialect, requestsOf(id));
    if (recorded === undefined || predicted === undefined) return [];
    const observed = { status: answersIn(recorded), ...fateOf(recorded) };
    return [{ endpoint: endpoint.name, case: id, group: 'sequence', predicted, observed }];
  });
}

let known: readonly AgreementCell[] | undefined;

/** Every cell of every endpoint that is predicted. */
export function agreementCells(): readonly AgreementCell[] {
  known ??= ENDPOINTS.flatMap((endpoint) => [...singles(endpoint), ...sequences(endpoint)]);
  return known;
}

/** How many cells there are, and how many agree. */
export interface Count {
  readonly cells: number;
  readonly agree: number;
}

export const percent = ({ cells, agree }: Count): string =>
  `${((100 * agree) / Math.max(1, cells)).toFixed(2)} %`;

/** The counts of a group, over all endpoints or one. */
export function countOf(group: Group, endpoint?: string): Count {
  const cells = agreementCells().filter(
    (cell) => cell.group === group && (endpoint === undefined || cell.endpoint === endpoint),
  );
  return { cells: cells.length, agree: cells.filter(agrees).length };
}

/** Whether a connection was live, of the cells whose status and fate agree. */
export function liveCount(): Count {
  const cells = agreementCells().filter((cell) => cell.group !== 'sequence' && agrees(cell));
  return {
    cells: cells.length,
    agree: cells.filter(({ predicted, observed }) => predicted.live === observed.live).length,
  };
}

/** The Connection field of the answer, by its options, of the cells whose status and fate agree. */
export function connectionCount(): Count {
  let [cells, agree] = [0, 0];
  for (const endpoint of ENDPOINTS) {
    const dialect = dialectOf(endpoint);
    for (const cell of agreementCells()) {
      if (cell.endpoint !== endpoint.name || cell.group === 'sequence' || !agrees(cell)) continue;
      const recorded = endpoint.cells.get(cell.case);
      const octets = REQUESTS.get(cell.case);
      if (recorded?.status === undefined || octets === undefined) continue;
      const { connection } = predict(dialect, octets);
      cells += 1;
      if (connection === connectionOf(recorded.connection ?? [], STANDARDS_READING)) agree += 1;
    }
  }
  return { cells, agree };
}

/** The cases of sequences that have a value of their own. */
export const OWN = CASES.sequence.filter((id) => !(FOLLOWING as readonly string[]).includes(id));


