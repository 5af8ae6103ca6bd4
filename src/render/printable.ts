/**
 * Text from outside, made fit to be printed: nothing that was read can move a cursor, colour a terminal or hide.
 *
 * 1. Printable ASCII stands as it is; everything else is shown as an escape, `\x1b` for one octet, `\u202e` above.
 * 2. A backslash is shown twice, so that what is printed can be read back without doubt.
 */

const NAMED: Readonly<Record<string, string>> = { '\\': '\\\\', '\r': '\\r', '\n': '\\n', '\t': '\\t' };

function escaped(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * Text from outside is printed with every character that is not printable ASCII escaped.
 *
 * @param text - what was read, one character an octet, or a name somebody typed
 * @param most - how many characters are shown at most; the rest is counted
 * @returns one line of printable ASCII
 * @example
 * printable('a\x1b[31mb'); // 'a\\x1b[31mb'
 */
export function printable(text: string, most = 200): string {
  let shown = '';
  for (const unit of text.slice(0, most).split('')) {
    shown += unit >= ' ' && unit <= '~' && unit !== '\\' ? unit : escaped(unit);
  }
  return text.length > most ? `${shown}... (${text.length - most} more)` : shown;
}

/**
 * Octets are printed as the lines they make, line ends shown where they stand.
 *
 * @param octets - what was read
 * @param most - how many lines are shown at most; the rest is counted
 * @returns the lines, each printable
 */
export function printableLines(octets: Uint8Array, most = 40): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let left = 0;
  for (const octet of octets) {
    if (lines.length >= most) {
      left += 1;
      continue;
    }
    line += String.fromCharCode(octet);
    if (octet === 0x0a) {
      lines.push(printable(line));
      line = '';
    }
  }
  if (line !== '' && lines.length < most) lines.push(printable(line));
  return left > 0 ? [...lines, `... (${left} more octets)`] : lines;
}

/**
 * Names near a name that nobody has: those the fewest single-character edits away.
 *
 * @param name - what was typed
 * @param known - the names there are
 * @param most - how many are given at most
 * @returns the nearest names, nearest first
 * @example
 * nearest('persist.close', ['persist.close-wins', 'offer.absent'], 1); // ['persist.close-wins']
 */
export function nearest(name: string, known: readonly string[], most = 3): readonly string[] {
  const sought = name.slice(0, 80).toLowerCase();
  return known
    .map((one) => ({ one, far: distance(sought, one.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ one }) => one);
}

/** Levenshtein's distance, in which letters missing at the end of the shorter name cost a third. */
function distance(a: string, b: string): number {
  if (b.startsWith(a)) return (b.length - a.length) / 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
