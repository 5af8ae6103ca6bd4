/**
 * What a requirement row is: one thing that a text asks, of whom, how strongly, and where it stands.
 *
 * 1. An id, once given, always means the same row. Clauses, comments and reports cite it.
 * 2. The sentence is ours and carries no weight; the text behind the anchor does.
 * 3. A row that was found to say something else than its text says the text's, and is marked as corrected.
 * 4. Which clauses hold a row is not written here: it follows from the clauses.
 */

/** Whom a row binds. A recipient or a sender is whoever receives or sends, the server included. */
export type Party = 'server' | 'client' | 'intermediary' | 'recipient' | 'sender';

/**
 * The word by which a text holds a row. `must`, `can`, `ought` and `expected` are lower case in the text;
 * `definition` has no keyword, and `derived` follows from several texts of which none says it alone.
 */
export type Keyword =
  | 'MUST'
  | 'MUST NOT'
  | 'SHOULD'
  | 'SHOULD NOT'
  | 'MAY'
  | 'must'
  | 'must not'
  | 'can'
  | 'ought'
  | 'expected'
  | 'discouraged'
  | 'informative'
  | 'definition'
  | 'derived';

/**
 * Whether the text is in force: `changed` where an older RFC said something else, `obsolete` where no current
 * text says it, `living` where the text has no fixed edition.
 */
export type RowStatus = 'current' | 'changed' | 'obsolete' | 'living';

/** Where it shows whether a row is kept: on the wire, only inside a party, or nowhere, as it is a policy. */
export type Seen = 'wire' | 'internal' | 'policy';

/** One requirement row. */
export interface Requirement {
  /** Such as `H-UPG-11`. */
  readonly id: string;
  /** The id without its number. */
  readonly group: string;
  readonly binds: readonly Party[];
  /** One keyword, or several where parts of the row differ in strength. */
  readonly strength: readonly Keyword[];
  readonly status: RowStatus;
  /** Anchors, such as `rfc9110#field.upgrade`; the first carries the row. */
  readonly sources: readonly string[];
  readonly sentence: string;
  readonly seen: Seen;
  /** Whether it first said something else than its text (decision 002). */
  readonly corrected: boolean;
}

/** What a row says besides, where it is not the usual. */
interface Unusual {
  readonly seen?: 'internal' | 'policy';
  readonly status?: Exclude<RowStatus, 'current'>;
  readonly corrected?: true;
}

/**
 * A row as the files of this folder write it: whom it binds, a letter each (`S` server, `C` client,
 * `I` intermediary, `R` recipient, `X` sender); keywords between slashes; anchors between spaces; and the
 * sentence.
 */
export type RowText = readonly [
  binds: string,
  strength: string,
  sources: string,
  sentence: string,
  unusual?: Unusual,
];

const PARTIES: Readonly<Record<string, Party>> = {
  S: 'server',
  C: 'client',
  I: 'intermediary',
  R: 'recipient',
  X: 'sender',
};

/**
 * Rows as written become rows: the id is the key, the group is what stands before its number.
 *
 * @param texts - rows by id
 * @returns the rows in the order written
 * @throws when a letter stands for no party
 */
export function defineRows(texts: Readonly<Record<string, RowText>>): readonly Requirement[] {
  return Object.entries(texts).map(([id, [binds, strength, sources, sentence, unusual]]) => ({
    id,
    group: id.slice(0, id.lastIndexOf('-')),
    binds: [...binds].map((letter) => {
      const party = PARTIES[letter];
      if (party === undefined) throw new Error(`${id} binds ${letter}, and nobody is called so`);
      return party;
    }),
    strength: strength.split(' / ') as Keyword[],
    status: 'current',
    sources: sources.split(' '),
    sentence,
    seen: 'wire',
    corrected: false,
    ...unusual,
  }));
}
