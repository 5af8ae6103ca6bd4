/**
 * The page of a product: all its servers, by version and application, and all its configurations as an
 * intermediary.
 *
 * 1. A server that is told of in the same words as one before it refers to that.
 * 2. What all configurations have in common is told once.
 */
import { clauseFile, code, codeLink, headingSlug, link, list, many, page, part } from '../page.js';
import { explainCommand, tellingCase } from './command.js';
import { effectMatrix, type HopColumn } from './effects.js';
import { commonEffects, commonParts, defaultLines, hopParts } from './hop.js';
import type { Column } from './matrix.js';
import { alikeTo, evidenceSentence, type Part, type Shows, serverParts } from './product.js';

const SHOWS: Shows = { id: code, clause: (id) => codeLink(id, `../${clauseFile(id)}`) };

/** A product: the servers and the intermediaries that go by its name. */
export interface Product {
  readonly name: string;
  readonly servers: readonly Column[];
  readonly hops: readonly HopColumn[];
}

function partText({ title, lines, isList }: Part): string {
  if (isList === true) return `**${title}:** ${lines.join(', ')}.`;
  return lines.length === 1 && title === 'Application' ? `${lines[0]}` : `**${title}**\n\n${list(lines)}`;
}

/** All that is told of a server but its application, to see who is told of in the same words. */
const wordsOf = (column: Column): string =>
  JSON.stringify(serverParts(column, SHOWS).filter(({ title }) => title !== 'Application'));

/** A server; one that is told of in the same words as one before it refers to that. */
function serverPart(column: Column, before: readonly Column[]): string {
  const alike = alikeTo(column);
  const same = before.find((one) => wordsOf(one) === wordsOf(column));
  const parts = serverParts(column, SHOWS);
  const sentences = [
    evidenceSentence(column),
    alike.length === 0 ? '' : `In every row of the matrix it is the same as ${alike.map(code).join(', ')}.`,
  ];
  const command = explainCommand(tellingCase(column), column.name);
  return part(
    column.name,
    [
      sentences.filter((one) => one !== '').join(' '),
      ...parts.filter(({ title }) => same === undefined || title === 'Application').map(partText),
      same === undefined ? '' : `All else is as with ${link(same.name, `#${headingSlug(same.name)}`)}.`,
      `**See it**\n\n\`\`\`sh\n${command}\n\`\`\``,
    ]
      .filter((text) => text !== '')
      .join('\n\n'),
  );
}

function hopPart(group: readonly HopColumn[], common: ReadonlySet<number>): string {
  const [first] = group;
  if (first === undefined) return '';
  const others = group.slice(1).map(({ hop }) => code(hop.name));
  const { observed, source } = first.hop.evidence;
  return part(
    `As an intermediary: ${first.hop.name}`,
    [
      `Measured on ${observed}: ${source}.` +
        (others.length === 0 ? '' : ` The same values explain ${others.join(', ')}.`),
      ...hopParts(first, SHOWS, common).map(partText),
      `**See it**\n\n\`\`\`sh\nnpx after101 compare ${first.hop.name}\n\`\`\``,
    ].join('\n\n'),
  );
}

/**
 * The page of a product.
 *
 * @param product - the product
 * @returns the page's text
 */
export function productPage({ name, servers, hops }: Product): string {
  const groups = effectMatrix()
    .groups.map((group) => group.filter((one) => hops.includes(one)))
    .filter((group) => group.length > 0);
  const [first] = hops;
  const common = commonEffects(hops);
  const has = [
    servers.length > 0 ? `${many(servers.length, 'server')} by version and application` : '',
    hops.length > 0
      ? many(hops.length, 'configuration of an intermediary', 'configurations of an intermediary')
      : '',
  ].filter((one) => one !== '');
  return page(
    name,
    `What ${name} was seen to do: ${has.join(', ')}. ` +
      `${link('How to read this', '../../reading-the-matrix.md')}.`,
    ...servers.map((column, at) => serverPart(column, servers.slice(0, at))),
    part('As an intermediary, by version', list(defaultLines(name, SHOWS))),
    first === undefined || common.size === 0
      ? ''
      : part(
          'As an intermediary, in every configuration',
          commonParts(first, common).map(partText).join('\n\n'),
        ),
    ...groups.map((group) => hopPart(group, common)),
  );
}
