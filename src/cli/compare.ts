/** `compare`: what products do, all of them, one, or several side by side; or all of them at one clause. */
import { hopNames, resolveHop } from '../dialects/hops/catalogue.js';
import { dialectNames, resolveDialect } from '../dialects/names.js';
import { LONGEST, nearestTo } from '../dialects/nearest.js';
import { compareCsv, compareData, type Selection } from '../render/compare/data.js';
import { effectMatrix, type HopColumn } from '../render/compare/effects.js';
import type { Form } from '../render/compare/lines.js';
import { type Column, serverMatrix } from '../render/compare/matrix.js';
import {
  allReport,
  clauseReport,
  comparedClauses,
  hopReport,
  hopsReport,
  serverReport,
  serversReport,
} from '../render/compare/report.js';
import { nearest, printable } from '../render/printable.js';
import { CLAUSES, clause as clauseNamed } from '../spec/clauses/index.js';
import { EXIT, type Io, Misuse } from './io.js';

/** The options of `compare`. */
export interface CompareOptions {
  readonly json?: boolean;
  readonly format?: string;
  readonly clause?: string;
}

/** What a name stands for: a server, an intermediary, or both. */
interface Named {
  readonly typed: string;
  readonly server: Column | undefined;
  readonly hop: HopColumn | undefined;
}

function notFound(typed: string): never {
  const names = [...dialectNames(), ...hopNames()];
  const products = [...new Set(names.map((name) => name.split('@', 1)[0] ?? name))];
  const near = nearestTo(typed.slice(0, LONGEST).trim().toLowerCase(), [...names, ...products]);
  throw new Misuse(
    `No product is called "${printable(typed, 80)}". ` +
      `Nearest: ${near.map((one) => printable(one)).join(', ')} (${names.length} names are known).`,
  );
}

function named(typed: string): Named {
  const dialect = resolveDialect(typed);
  const hop = resolveHop(typed);
  const name = 'dialect' in dialect ? dialect.dialect.name : undefined;
  if (name === 'rfc') {
    throw new Misuse('The standards are what every product is compared with: name a product.');
  }
  const found = {
    typed,
    server: serverMatrix().columns.find((column) => column.name === name),
    hop: 'hop' in hop ? effectMatrix().columns.find((column) => column.hop.name === hop.hop.name) : undefined,
  };
  return found.server === undefined && found.hop === undefined ? notFound(typed) : found;
}

/** The clause that is asked about. */
function comparedClause(id: string): string {
  const found = clauseNamed(id.trim());
  const compared = comparedClauses();
  if (found !== undefined && compared.includes(found.id)) return found.id;
  const near = nearest(id, compared).join(', ');
  if (found !== undefined) {
    throw new Misuse(
      `No answer to a single request shows anything of ${found.id}. Nearest that is compared: ${near}.`,
    );
  }
  throw new Misuse(
    `No clause is called "${printable(id, 80)}". Nearest: ${near} ` +
      `(${compared.length} of ${Object.keys(CLAUSES).length} clauses are compared).`,
  );
}

const FORMATS = ['text', 'md', 'csv'] as const;

function formatOf({ format = 'text' }: CompareOptions): (typeof FORMATS)[number] {
  const found = FORMATS.find((one) => one === format);
  if (found === undefined) {
    throw new Misuse(`There is no format "${printable(format, 80)}". Formats: ${FORMATS.join(', ')}.`);
  }
  return found;
}

/** What is compared: servers if all names are some, else intermediaries; a single name may be both. */
function selected(all: readonly Named[], clause: string | undefined): Selection {
  const of = clause === undefined ? {} : { clause };
  if (all.length === 0) return of;
  const servers = all.flatMap(({ server }) => server ?? []);
  const hops = all.flatMap(({ hop }) => hop ?? []);
  if (clause !== undefined || (servers.length === all.length && all.length > 1)) {
    if (servers.length < all.length)
      throw new Misuse('A clause is about servers, and not all of these are servers.');
    return { ...of, servers };
  }
  if (all.length > 1 && hops.length < all.length) {
    const [server, hop] = [
      all.find((one) => one.hop === undefined),
      all.find((one) => one.server === undefined),
    ];
    throw new Misuse(
      `${printable(server?.typed ?? '', 80)} is a server and ${printable(hop?.typed ?? '', 80)} ` +
        'an intermediary: they have no rows in common.',
    );
  }
  return { servers: all.length === 1 ? servers : [], hops };
}

function reportOf({ servers, hops, clause }: Selection, form: Form): string {
  if (clause !== undefined) return clauseReport(clause, servers ?? serverMatrix().columns, form);
  if (servers === undefined || hops === undefined) {
    return servers === undefined ? allReport(form) : serversReport(servers, form);
  }
  if (hops.length > 1) return hopsReport(hops, form);
  return [...servers.map((one) => serverReport(one, form)), ...hops.map((one) => hopReport(one, form))].join(
    '\n',
  );
}

/**
 * Products are compared.
 *
 * @param names - as typed; all products when there is none
 * @param options - as typed
 * @param io - where it is printed
 * @returns the exit code
 */
export function compare(names: readonly string[], options: CompareOptions, io: Io): number {
  const format = formatOf(options);
  const clause = options.clause === undefined ? undefined : comparedClause(options.clause);
  const found = names.map(named);
  const once = found.filter(
    (one, at) => found.findIndex(({ server, hop }) => server === one.server && hop === one.hop) === at,
  );
  const selection = selected(once, clause);
  if (options.json === true) io.out(`${JSON.stringify(compareData(selection), undefined, 2)}\n`);
  else if (format === 'csv') io.out(compareCsv(selection));
  else io.out(reportOf(selection, format));
  return EXIT.fine;
}
