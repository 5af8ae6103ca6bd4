/**
 * What a clause is, and where its sources stand.
 *
 * 1. A clause says one thing, in one sentence of ours; the words of the texts are behind its sources.
 * 2. A source is cited by anchor. Section numbers are for reading, anchors are for finding.
 * 3. `required` is not "important": it says only that a text uses MUST or MUST NOT for it.
 */

/**
 * The texts clauses are drawn from. RFC 9931 was read as its last draft, RFC 4648 and RFC 7692 in
 * quotations only: of RFC 7692 sentences of §5, §7 and §7.1.1.1 to §7.1.2.2, as quoted by implementations
 * of it.
 */
export type SourceText =
  | 'RFC 1945'
  | 'RFC 2068'
  | 'RFC 4648'
  | 'RFC 6455'
  | 'RFC 7692'
  | 'RFC 9110'
  | 'RFC 9112'
  | 'RFC 9931';

/** One place in one text. */
export interface Source {
  readonly text: SourceText;
  /** The section as the text numbers it, such as `9.3` or `C.2.2`. */
  readonly section: string;
  /** The text and the id of the section in it, such as `rfc9112#persistent.connections`. */
  readonly anchor: string;
}

/**
 * How strongly the texts hold a clause.
 *
 * - `required`: MUST or MUST NOT
 * - `preferred`: SHOULD or SHOULD NOT
 * - `optional`: MAY, a lower-case "can", or a practice the texts describe without asking for it
 * - `definition`: a statement without a keyword, on which the protocol is built
 * - `derived`: no single sentence says it; it follows from the premises named
 * - `silent`: no text decides it
 */
export type Strength = 'required' | 'preferred' | 'optional' | 'definition' | 'derived' | 'silent';

/** One rule: what it says, who says so, how strongly, and what it permits. */
export interface Clause {
  /** A slug such as `persist.close-wins`: the group, a dot, and the name in it. */
  readonly id: string;
  /** The part of the id before the dot. */
  readonly group: string;
  /** The rule in one sentence of our words. */
  readonly sentence: string;
  /** Where it stands; for a clause on which the texts are silent, where one would look for it. */
  readonly sources: readonly Source[];
  readonly strength: Strength;
  /**
   * For a derived clause, what it follows from: the id of a clause or of a requirement row, and in brackets
   * the keyword of that premise, as `H-CLOSE-5 (MUST)`. It binds as a MUST only if every premise does.
   */
  readonly premises?: readonly string[];
  /** The project's requirement rows behind it, such as `H-UPG-11`. */
  readonly requirements: readonly string[];
  /** The project's open questions it touches, such as `Q-03`. */
  readonly questions: readonly string[];
  /** What is permitted, in words. */
  readonly permitted: string;
}

/** A clause as the files of this folder write it: the id is its key, the group follows from the id. */
export interface ClauseText extends Omit<Clause, 'id' | 'group' | 'requirements' | 'questions'> {
  readonly requirements?: readonly string[];
  readonly questions?: readonly string[];
}

/** The ids of the sections cited of the two texts whose sections have names. */
const NAMED_SECTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'RFC 9110': {
    '2.4': 'error.handling',
    '2.5': 'protocol.version',
    '3.3': 'connections',
    '5.1': 'fields.names',
    '5.3': 'fields.order',
    '5.4': 'fields.limits',
    '5.5': 'fields.values',
    '5.6.1.1': 'abnf.extension.sender',
    '5.6.1.2': 'abnf.extension.recipient',
    '6.1': 'message.framing',
    '6.2': 'message.control.data',
    '7.1': 'target.resource',
    '7.2': 'field.host',
    '7.5': 'response.correlation',
    '7.6.1': 'field.connection',
    '7.8': 'field.upgrade',
    '8.6': 'field.content-length',
    '9.1': 'method.overview',
    '9.3.1': 'GET',
    '9.3.6': 'CONNECT',
    '9.3.7': 'OPTIONS',
    '10.1.1': 'field.expect',
    '15': 'status.codes',
    '15.2': 'status.1xx',
    '15.2.1': 'status.100',
    '15.2.2': 'status.101',
    '15.5.9': 'status.408',
    '15.5.15': 'status.414',
    '15.5.18': 'status.417',
    '15.5.22': 'status.426',
    '15.6.2': 'status.501',
    '15.6.6': 'status.505',
  },
  'RFC 9112': {
    '2.2': 'message.parsing',
    '2.3': 'http.version',
    '3': 'request.line',
    '3.1': 'request.method',
    '3.2': 'request.target',
    '3.2.2': 'absolute-form',
    '3.2.3': 'authority-form',
    '3.2.4': 'asterisk-form',
    '5.1': 'field.parsing',
    '5.2': 'line.folding',
    '6': 'message.body',
    '6.1': 'field.transfer-encoding',
    '6.2': 'body.content-length',
    '6.3': 'message.body.length',
    '7.1': 'chunked.encoding',
    '8': 'incomplete.messages',
    '9.2': 'associating.response.to.request',
    '9.3': 'persistent.connections',
    '9.3.2': 'pipelining',
    '9.5': 'persistent.failures',
    '9.6': 'persistent.tear-down',
    'C.1': 'changes.from.0.9',
    'C.2.2': 'compatibility.with.http.1.0.persistent.connections',
  },
};

/** A section whose id the table above lists, or any section of a text whose sections have no names. */
function source(text: SourceText, section: string): Source {
  const named = NAMED_SECTIONS[text];
  const id = named === undefined ? `section-${section}` : named[section];
  if (id === undefined) throw new Error(`${text} §${section} has no anchor here`);
  return { text, section, anchor: `${text.toLowerCase().replace(' ', '')}#${id}` };
}

/**
 * Sections of one text, as sources.
 *
 * @param number - the number of the RFC
 * @param sections - its sections, the one that carries the clause first
 * @returns one source for each section
 * @throws when RFC 9110 or RFC 9112 is asked for a section whose anchor is not listed
 */
export function rfc(number: string, ...sections: readonly string[]): readonly Source[] {
  return sections.map((section) => source(`RFC ${number}` as SourceText, section));
}

/**
 * Clauses as written become clauses: the id is the key, the group is what stands before the dot.
 *
 * @param texts - clauses by id
 * @returns the same clauses, complete
 */
export function defineClauses(texts: Readonly<Record<string, ClauseText>>): Readonly<Record<string, Clause>> {
  return Object.fromEntries(
    Object.entries(texts).map(([id, text]) => [
      id,
      { requirements: [], questions: [], ...text, id, group: id.slice(0, id.indexOf('.')) },
    ]),
  );
}
