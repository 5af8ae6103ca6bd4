/** The reference: pages that are nothing but what the objects say. */
import { INVARIANTS } from '../explore/invariants.js';
import { POSITION, RELATIONS } from '../explore/relations.js';
import { AXES, AXIS_NAMES, REFERENCE } from '../spec/axes.js';
import { DEFAULT_CHOICES } from '../spec/defaults.js';
import { PICTURES } from './draw.js';
import { markdownTable } from './grid.js';

const NOTE = 'This page is written by the objects that run. Change them, not it.';

const page = (title: string, ...parts: readonly string[]): string =>
  `${[`# ${title}`, NOTE, ...parts.map((part) => part.trim())].join('\n\n')}\n`;

const code = (text: string): string => `\`${text}\``;

function axesPage(): string {
  const sections = AXIS_NAMES.map((axis) => {
    const values: Readonly<Record<string, string>> = AXES[axis].values;
    const rows = Object.entries(values).map(([value, why]) => [
      code(value) + (REFERENCE[axis] === value ? ' (reference)' : ''),
      why,
    ]);
    return `## ${axis}\n\n${AXES[axis].about}\n\n${markdownTable({ head: ['value', 'why it exists'], rows })}`;
  });
  return page('Facts', ...sections);
}

function invariantsPage(): string {
  const rows = [...INVARIANTS, ...RELATIONS, POSITION].map((one) => [
    one.id,
    one.sentence,
    one.strength + ('derived' in one && one.derived === true ? ', derived' : ''),
    one.sources.map(code).join(' '),
  ]);
  return page('Invariants', markdownTable({ head: ['id', 'what must hold', 'strength', 'sources'], rows }));
}

function choicesPage(): string {
  const rows = Object.entries(DEFAULT_CHOICES.picks).map(([clause, pick]) => [code(clause), code(pick)]);
  return page(
    'Default choices',
    'What is taken where the standards permit several outcomes, unless a dialect says otherwise.',
    markdownTable({ head: ['clause', 'taken'], rows }),
    `A faulty handshake is answered ${DEFAULT_CHOICES.faultyHandshake}, one of a WebSocket version not spoken ${DEFAULT_CHOICES.versionFault}.`,
  );
}

/**
 * Every page of the reference, by file name.
 *
 * @returns the names under `docs/reference/` and what the files hold
 */
export function referencePages(): Readonly<Record<string, string>> {
  const { machine, matrix, clauses, tables } = PICTURES;
  return {
    'machine.md': page(
      'The machine',
      `\`\`\`mermaid\n${machine.mermaid?.().trim()}\n\`\`\``,
      machine.markdown?.() ?? '',
    ),
    'matrix.md': page('States and events', matrix.markdown?.() ?? ''),
    'clauses.md': page('Clauses', clauses.markdown?.() ?? ''),
    'tables.md': page('Decision tables', tables.markdown?.() ?? ''),
    'facts.md': axesPage(),
    'invariants.md': invariantsPage(),
    'choices.md': choicesPage(),
  };
}
