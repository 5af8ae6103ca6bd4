/**
 * The text of an nginx configuration, read: its directives, what is wrong with it, and what is only worth a
 * note.
 */

import type { Position } from '../../dialects/nginx/proxy.js';
import { type Blocks, blocksOf, type Directive, type Include, type NginxFile } from './blocks.js';
import { faultsOf } from './checks.js';
import { isDocumented } from './known.js';

/** Something that is no fault: a directive of a module that nginx's documentation does not describe. */
export interface Note {
  readonly at: Position;
  readonly says: string;
}

/** A configuration, read. */
export interface NginxConfig extends Blocks {
  readonly notes: readonly Note[];
}

/** Blocks whose entries are no directives. */
const ENTRIES = /^(?:map|geo|types|charset_map|split_clients|match|.*_by_lua_block)$/;
const MOST_NOTES = 100;

function unknownIn(directives: readonly Directive[], notes: Note[]): void {
  for (const { name, at, block } of directives) {
    if (notes.length >= MOST_NOTES) return;
    if (!isDocumented(name)) {
      const shown = name.slice(0, 60).replace(/[^\x20-\x7e]/g, '?');
      notes.push({ at, says: `${shown} is no directive of nginx itself; it is kept` });
    }
    if (block !== undefined && !ENTRIES.test(name)) unknownIn(block, notes);
  }
}

/**
 * Files are read as an nginx configuration.
 *
 * @param files The file to begin with; several are read in order, as if one included them all.
 * @param include What gives a file that is included; without it every one is missing, which is a problem
 *   each.
 * @returns The directives, with problems and notes; each has file, line and column. Nothing is thrown.
 * @example
 * readNginx([{ name: 'nginx.conf', text: 'http { server { }' }]).problems[0]?.kind; // 'unclosed-block'
 */
export function readNginx(files: readonly NginxFile[], include?: Include): NginxConfig {
  const read = blocksOf(files, include);
  const notes: Note[] = [];
  unknownIn(read.blocks, notes);
  return { ...read, problems: [...read.problems, ...faultsOf(read.blocks)], notes };
}
