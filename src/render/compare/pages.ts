/**
 * The generated pages about products: an index, a page for each product, servers by clause, intermediaries
 * by effect, open questions, and the matrix as data.
 *
 * 1. All versions and applications of a product, and all its configurations, stand on one page.
 * 2. Counts are counted from what is printed beside them.
 */
import { markdownTable } from '../grid.js';
import { type Given, headingSlug, link, list, many, page, part } from '../page.js';
import { compareCsv, compareData, linesOfJson } from './data.js';
import { effectMatrix } from './effects.js';
import { countOf, type Finding, serverMatrix } from './matrix.js';
import { type Product, productPage } from './product-page.js';
import { proxiesPage } from './proxies-page.js';
import { questionsPage } from './questions-page.js';
import { serversPage } from './server-pages.js';

/** The folder of these pages, under `docs/reference/`. */
const FOLDER = 'products/';

/**
 * Every product, by name.
 *
 * @returns products with their servers and intermediaries
 */
export function products(): readonly Product[] {
  const { columns } = serverMatrix();
  const hops = effectMatrix().columns;
  const names = [
    ...new Set([...columns.map(({ dialect }) => dialect.product), ...hops.map(({ hop }) => hop.product)]),
  ];
  return names.toSorted().map((name) => ({
    name,
    servers: columns.filter(({ dialect }) => dialect.product === name),
    hops: hops.filter(({ hop }) => hop.product === name),
  }));
}

const fileOf = (product: string): string => `${FOLDER}${product.toLowerCase()}.md`;

/** The page that says how to read these. */
const READING = '../../reading-the-matrix.md';

const COUNTED: readonly Finding[] = ['breaks', 'departs', 'asks', 'choice', 'no break'];

function indexPage(): string {
  const { columns, groups } = serverMatrix();
  const effects = effectMatrix();
  const rows = products().flatMap(({ name, servers, hops }) => [
    ...servers.map((column) => [
      link(column.name, `${name.toLowerCase()}.md#${headingSlug(column.name)}`),
      column.dialect.application.name,
      column.dialect.evidence.observed,
      ...COUNTED.map((finding) => String(countOf(column, finding))),
    ]),
    ...(hops.length === 0
      ? []
      : [
          [
            link(`${name}, ${many(hops.length, 'configuration')}`, `${name.toLowerCase()}.md`),
            'intermediary',
            hops[0]?.hop.evidence.observed ?? '',
            '',
            '',
            '',
            '',
            '',
          ],
        ]),
  ]);
  return page(
    'Products',
    'What products do, as far as it is known. Nothing here says that a product keeps a clause: of what ' +
      `was not broken there was no break in what is known. ${link('How to read this, and dispute it', READING)}.`,
    list([
      `${link('Servers by clause', 'servers.md')}: ${many(columns.length, 'server')} in ` +
        `${many(groups.length, 'group')}.`,
      `${link('Intermediaries by effect', 'proxies.md')}: ${many(effects.columns.length, 'configuration')} in ` +
        `${many(effects.groups.length, 'group')}.`,
      `${link('Open questions', 'questions.md')}: what products do at each.`,
      `As data: ${link('CSV', 'matrix.csv')}, ${link('JSON', 'matrix.json')} (\`schema/compare.json\`).`,
    ]),
    part(
      'All of them',
      markdownTable({
        head: [
          'product',
          'application',
          'observed',
          'breaks',
          'departs',
          'asks',
          'choices',
          'no break known',
        ],
        rows,
      }),
    ),
    'The numbers count clauses, not requests. A server that was asked more, or that upgrades, can break more.',
  );
}

const made = new WeakMap<Given, Readonly<Record<string, string>>>();

/** How many there are, in one line. */
export function productsLine(): string {
  const [servers, effects] = [serverMatrix(), effectMatrix()];
  return (
    `what ${many(servers.columns.length, 'server')} and ${many(effects.columns.length, 'configuration')} of ` +
    'intermediaries do, by clause and by effect, and what they do at the open questions.'
  );
}

/**
 * Every page about products, by file name; made once for what is given.
 *
 * @param given - questions and measurements, as they were read
 * @returns the names under `docs/reference/` and what the files hold
 */
export function productPages(given: Given): Readonly<Record<string, string>> {
  const known = made.get(given);
  if (known !== undefined) return known;
  const pages = Object.fromEntries([
    [`${FOLDER}README.md`, indexPage()],
    [`${FOLDER}servers.md`, serversPage()],
    [`${FOLDER}proxies.md`, proxiesPage()],
    [`${FOLDER}questions.md`, questionsPage(given)],
    ...products().map((product) => [fileOf(product.name), productPage(product)]),
    [`${FOLDER}matrix.csv`, compareCsv()],
    [`${FOLDER}matrix.json`, linesOfJson(compareData())],
  ]);
  made.set(given, pages);
  return pages;
}
