/**
 * The reference: pages that are nothing but what the objects say.
 *
 * 1. A page of the first level stands in `TOP`, with what it is; its name, its line in the list and its
 *    text are there.
 * 2. Every clause and every innermost state has a page of its own, in a folder.
 * 3. What this room cannot read (literate cases, questions) is given. Without it the pages say nothing of it.
 */
import { SPELLING_CLASSES } from '../explore/classes/index.js';
import { AXES, AXIS_NAMES, REFERENCE } from '../spec/axes.js';
import { CLAUSES } from '../spec/clauses/index.js';
import { DEFAULT_CHOICES } from '../spec/defaults.js';
import { FRAME_AXES, FRAME_AXIS_NAMES, REFERENCE_FRAME } from '../spec/frame-axes.js';
import { REQUIREMENTS } from '../spec/requirements/index.js';
import { citedSections, RULES } from './citations.js';
import { classesPage } from './classes.js';
import { clausePage, clausesList } from './clause-page.js';
import { productPages, productsLine } from './compare/pages.js';
import { PICTURES } from './draw.js';
import { machineGraph } from './graph.js';
import { type Grid, markdownTable } from './grid.js';
import { invariantsPage } from './invariants.js';
import { ledgerLine, ledgerPage } from './ledger.js';
import { machineGrid } from './machine.js';
import { matrixSvg } from './matrix-svg.js';
import {
  clauseFile,
  code,
  codeLink,
  type Given,
  link,
  list,
  many,
  NOTHING_GIVEN,
  page,
  part,
  rowFile,
  stateFile,
} from './page.js';
import { sectionsPage, textPages } from './sections.js';
import { statePage, statesPage } from './state-page.js';
import { shownTables, tableGrid } from './tables.js';

/** The grid with each clause linked to its page. */
function linked(grid: Grid): Grid {
  const at = grid.head.indexOf('clause');
  const cells = (row: readonly string[]): readonly string[] =>
    row.map((text, index) => (index === at ? codeLink(text, clauseFile(text)) : text));
  return { head: grid.head, rows: grid.rows.map(cells) };
}

/** Axes with their values, those of the reference marked. */
function axesOf(
  title: string,
  axes: Readonly<
    Record<string, { readonly about: string; readonly values: Readonly<Record<string, string>> }>
  >,
  reference: Readonly<Record<string, string>>,
): string {
  const sections = Object.entries(axes).map(([axis, { about, values }]) => {
    const rows = Object.entries(values).map(([value, why]) => [
      code(value) + (reference[axis] === value ? ' (reference)' : ''),
      why,
    ]);
    return `## ${axis}\n\n${about}\n\n${markdownTable({ head: ['value', 'why it exists'], rows })}`;
  });
  return page(title, ...sections);
}

function choicesPage(): string {
  const rows = Object.entries(DEFAULT_CHOICES.picks).map(([id, pick]) => [
    codeLink(id, clauseFile(id)),
    code(pick),
  ]);
  return page(
    'Default choices',
    'What is taken where the standards permit several outcomes, unless a dialect says otherwise.',
    markdownTable({ head: ['clause', 'taken'], rows }),
    `A faulty handshake is answered ${DEFAULT_CHOICES.faultyHandshake}, one of a WebSocket version not spoken ${DEFAULT_CHOICES.versionFault}.`,
  );
}

/** A page of the first level: its file, its title in the list, what it is, and its text. */
interface Top {
  readonly file: string;
  readonly title: string;
  readonly about: () => string;
  readonly text: (given: Given) => string;
}

const leaves = () => machineGraph().nodes.filter((node) => node.leaf);
const clauses = () => Object.values(CLAUSES);

/** The pages of the first level in the order of their list; one more is one more entry. */
const TOP: readonly Top[] = [
  {
    file: 'clauses.md',
    title: 'Clauses',
    about: () =>
      `${many(clauses().length, 'clause')}, group by group; each has a page with where it decides.`,
    text: () => page('Clauses', clausesList()),
  },
  {
    file: 'by-section.md',
    title: 'By RFC section',
    about: () =>
      `${many(citedSections().length, 'section')} of the texts, a page for each text, with what cites each.`,
    text: sectionsPage,
  },
  {
    file: 'states/README.md',
    title: 'States',
    about: () => `${many(leaves().length, 'state')} in words; each has a page with its arrows.`,
    text: statesPage,
  },
  {
    file: 'matrix.md',
    title: 'States and events',
    about: () =>
      `what every state does with each of ${many(machineGraph().events.length, 'event')}, on one screen.`,
    text: () =>
      page(
        'States and events',
        '![What every state does with every event; the tables below say the same](matrix.svg)',
        PICTURES.matrix.markdown?.() ?? '',
      ),
  },
  {
    file: 'machine.md',
    title: 'The machine',
    about: () => `${many(machineGraph().arrows.length, 'arrow')} in the order in which they are tried.`,
    text: () =>
      page(
        'The machine',
        `\`\`\`mermaid\n${PICTURES.machine.mermaid?.().trim()}\n\`\`\``,
        markdownTable(linked(machineGrid())),
      ),
  },
  {
    file: 'tables.md',
    title: 'Decision tables',
    about: () => `${many(shownTables().length, 'table')}, row by row as they are asked.`,
    text: () =>
      page(
        'Decision tables',
        ...shownTables().map((table) =>
          part(`${table.name}: ${table.title}`, markdownTable(linked(tableGrid(table)))),
        ),
      ),
  },
  {
    file: 'facts.md',
    title: 'Facts',
    about: () =>
      `the ${many(AXIS_NAMES.length, 'axis', 'axes')} of a request head, and why each value exists.`,
    text: () => axesOf('Facts', AXES, REFERENCE),
  },
  {
    file: 'frames.md',
    title: 'Facts of frames',
    about: () =>
      `the ${many(FRAME_AXIS_NAMES.length, 'axis', 'axes')} of a frame, and why each value exists.`,
    text: () => axesOf('Facts of frames', FRAME_AXES, REFERENCE_FRAME),
  },
  {
    file: 'classes.md',
    title: 'Classes of spellings',
    about: () =>
      `${many(SPELLING_CLASSES.length, 'class', 'classes')} of what can be written, with facts and verdicts.`,
    text: () => classesPage(),
  },
  {
    file: 'requirements.md',
    title: 'Requirements',
    about: () =>
      `the ledger: how each of ${many(REQUIREMENTS.length, 'row')} is accounted for. ${ledgerLine()}`,
    text: ledgerPage,
  },
  {
    file: 'invariants.md',
    title: 'Invariants',
    about: () =>
      `${many(RULES.length, 'property', 'properties')} that must hold, whatever is permitted and chosen.`,
    text: invariantsPage,
  },
  {
    file: 'choices.md',
    title: 'Default choices',
    about: () => 'what is taken where the standards permit several outcomes.',
    text: choicesPage,
  },
  {
    file: 'products/README.md',
    title: 'Products',
    about: productsLine,
    text: (given) => productPages(given)['products/README.md'] ?? '',
  },
];

/** A requirement row as a page of a folder shows it. */
const requirementText = (id: string): string => codeLink(id, `../${rowFile(id)}`);

function listPage(given: Given): string {
  const strengths = [...new Set(clauses().map(({ strength }) => strength))];
  const counted = strengths.map((strength) => [
    strength,
    String(clauses().filter((one) => one.strength === strength).length),
  ]);
  const cases = given.cases.length;
  const words =
    cases === 0 ? '' : `${many(cases, 'literate case')} of the documentation are linked where they belong.`;
  return page(
    'The reference',
    'What the tables, the machine and the clauses say, printed by themselves, counts included.',
    list(TOP.map(({ file, title, about }) => `${link(title, file)}: ${about()}`)),
    part('Clauses by strength', markdownTable({ head: ['strength', 'clauses'], rows: counted })),
    part(
      'How to read it',
      [
        'The page of a clause says who says so, what is permitted, where it decides, and who does otherwise.',
        'The page of a state says what it means and what it does with every event.',
        'With the text of an RFC open, begin at its section.',
        words,
      ]
        .filter((sentence) => sentence !== '')
        .join('\n'),
    ),
    part(
      'The same on the command line',
      [
        'Pages name commands such as `after101 clause persist.close-wins`. Where the package is installed, that ' +
          'is what to type, behind `npx` if it is not on the path. In a clone of the repository:',
        '```sh\nnpm ci\nnpm run build\nnode dist/cli.js clause persist.close-wins\n```',
        'A clause, an invariant (`SI-14`), an open question (`Q-01`), a requirement row (`H-UPG-11`) and a ' +
          'section (`"RFC 9112 §9.3"`) are all looked up by `clause`; with `--json` as plain data.',
      ].join('\n\n'),
    ),
  );
}

/**
 * Every page of the reference, by file name.
 *
 * @param given - literate cases, measurements and questions, as they were read; none when left out
 * @returns the names under `docs/reference/` and what the files hold
 */
export function referencePages(given: Given = NOTHING_GIVEN): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ['README.md', listPage(given)],
    ...TOP.map(({ file, text }) => [file, text(given)]),
    ...Object.entries(textPages(given)),
    ...Object.entries(productPages(given)),
    ['matrix.svg', matrixSvg()],
    ...clauses().map((one) => [clauseFile(one.id), clausePage(one, given, requirementText)]),
    ...leaves().map((node) => [stateFile(node.id), statePage(node, given)]),
  ]);
}
