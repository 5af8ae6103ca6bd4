/**
 * The page of intermediaries by effect: who has which value of each parameter.
 *
 * 1. A configuration stands once under each parameter: under its value, or under the one that is assumed.
 */
import { markdownTable } from '../grid.js';
import { code, list, many, page, part } from '../page.js';
import { effectMatrix, type HopColumn } from './effects.js';

/** Configurations by name, those of one release together. */
function named(columns: readonly HopColumn[]): string {
  const releases = new Map<string, string[]>();
  for (const { hop } of columns) {
    const release = `${hop.product}@${hop.version}`;
    releases.set(release, [...(releases.get(release) ?? []), hop.config]);
  }
  return [...releases].map(([release, configs]) => `${code(release)} ${configs.join(', ')}`).join('; ');
}

/** The page of intermediaries by effect. */
export function proxiesPage(): string {
  const { effects, columns, groups } = effectMatrix();
  const parts = effects.map((effect, at) => {
    const rows = Object.entries(effect.values).flatMap(([value, says]) => {
      const those = columns.filter(({ cells }) => cells[at]?.value === value);
      const known = those.filter(({ cells }) => cells[at]?.known !== 'unknown');
      const assumed = those.filter((one) => !known.includes(one));
      return [
        ...(known.length === 0 ? [] : [[says, 'observed', String(known.length), named(known)]]),
        ...(assumed.length === 0 ? [] : [[says, 'unknown, assumed', String(assumed.length), named(assumed)]]),
      ];
    });
    const head = ['what it does', 'known', 'configurations', 'which'];
    return part(effect.name, `${effect.about}\n\n${markdownTable({ head, rows })}`);
  });
  const refused = [...new Set(columns.flatMap(({ refuses }) => refuses))].toSorted();
  const refusals = refused.map((words) => {
    const those = columns.filter(({ refuses }) => refuses.includes(words));
    return [words, String(those.length), named(those)];
  });
  return page(
    'Intermediaries by effect',
    `${many(columns.length, 'configuration')} make ${many(groups.length, 'group')}: those of one group have the ` +
      'same value of every parameter.',
    part('Who is alike', list(groups.filter((group) => group.length > 1).map(named))),
    ...parts,
    part(
      'What is not forwarded',
      markdownTable({ head: ['what', 'configurations', 'which'], rows: refusals }),
    ),
  );
}
