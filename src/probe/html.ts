/**
 * A probe as one HTML page that needs nothing else: no script, no font and no other address. What came from the server
 * stands in it as escaped text.
 */
import { printable } from '../render/printable.js';
import { clause } from '../spec/clauses/index.js';
import { exchangeLines } from '../wire/argue.js';
import type { Found } from '../wire/surveyor.js';
import type { ClauseOutcome, ProbeReport } from './probe.js';
import { againOf, probeText } from './report.js';

const html = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
pre{background:#f4f4f4;padding:.7rem;overflow-x:auto;font-size:13px}table{border-collapse:collapse}
td,th{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top}.breaks{color:#a00}.departs{color:#850}
.asks{color:#555}.conforms{color:#060}@media(prefers-color-scheme:dark){body{color:#ddd;background:#161616}
pre{background:#222}.breaks{color:#f77}.departs{color:#fb6}.asks{color:#aaa}.conforms{color:#7d7}}`;

function findingSection(one: Found, report: ProbeReport): string {
  const { finding, exchange, times } = one;
  const found = clause(finding.clause);
  const sources = found?.sources.map(({ anchor }) => anchor).join(', ') ?? '';
  return [
    `<h3 class="${finding.severity}">${finding.clause} (${finding.severity})</h3>`,
    `<p>${html(found?.sentence ?? '')} <small>${html(sources)}</small></p>`,
    `<p>Seen: ${html(finding.saw)}, in ${times} ${times === 1 ? 'case' : 'cases'}. Permitted: ${html(finding.permitted.slice(0, 6).join('; ') || 'see the clause')}.</p>`,
    `<pre>${html(exchangeLines(exchange).join('\n'))}</pre>`,
    `<pre>${html(againOf(one, report.target).join('\n'))}</pre>`,
  ].join('\n');
}

function clauseTable({ clauses }: ProbeReport): string {
  const rows = Object.entries(clauses)
    .filter(([, outcome]) => outcome !== 'inconclusive' && outcome !== 'not asked')
    .map(([id, outcome]) => `<tr><td>${id}</td><td class="${classOf(outcome)}">${outcome}</td></tr>`);
  return `<table><tr><th>clause</th><th>outcome</th></tr>${rows.join('\n')}</table>`;
}

const classOf = (outcome: ClauseOutcome): string => outcome.split(' ')[0] ?? '';

/**
 * A probe as a page.
 *
 * @param report - what was found
 * @returns a whole HTML document
 */
export function probeHtml(report: ProbeReport): string {
  const { target, found } = report;
  const [first = ''] = probeText(report).split('\n', 1);
  const inconclusive = Object.values(report.clauses).filter((one) =>
    /^(inconclusive|not asked)$/.test(one),
  ).length;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<title>after101: ${html(printable(target.url, 200))}</title><style>${STYLE}</style></head><body>`,
    `<h1>${html(first)}</h1>`,
    report.control === undefined ? '' : `<p>The control failed: ${html(printable(report.control, 400))}</p>`,
    `<p>Nearest known product: ${html(report.nearest[0]?.name ?? 'none')} (${report.nearest[0]?.agree ?? 0} of ${report.nearest[0]?.of ?? 0} requests answered alike).</p>`,
    '<h2>What was found</h2>',
    found.length === 0 ? '<p>Nothing.</p>' : found.map((one) => findingSection(one, report)).join('\n'),
    '<h2>Clauses</h2>',
    clauseTable(report),
    `<p>${inconclusive} more were not asked, or could not be told.</p>`,
    '</body></html>',
    '',
  ].join('\n');
}
