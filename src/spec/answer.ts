/**
 * What an answer looks like: its facts, and which of its parts go together.
 *
 * 1. Every row that holds narrows what the answer may contain; what is left is permitted.
 * 2. The answer sent is the first permitted value of each part, in the order in which the values stand here.
 * 3. A 101 is an answer of its own form: it names the protocol, proves that the key was read, and has neither
 *    content nor the close option.
 * 4. A part has one value for each rule that can be broken in it, so that a wrong value names its clause.
 */
import { FINAL_STATUSES, type FinalStatus } from './admission.js';
import { AXES } from './axes.js';
import { askAll, type Condition, defineTable, type Space, seeing, type Table } from './table.js';

/** Every status class an answer can have: interim ones, the switch, and the final ones. */
export const STATUSES = ['100', '1xx', '101', ...FINAL_STATUSES] as const;

/** A status class. `1xx` is any interim response other than 100 and 101. */
export type Status = (typeof STATUSES)[number];

/** The parts of an answer with their values, the one sent by preference first. */
export const ANSWER_PARTS = {
  version: ['1.1', '1.0', 'other', 'none'],
  connection: [
    'none',
    'close',
    'keep-alive',
    'upgrade',
    'keep-alive+upgrade',
    'close+upgrade',
    'close+keep-alive',
    'close+keep-alive+upgrade',
  ],
  // unoffered: a 101 names a protocol that the request did not; unlisted: without the option in Connection, in
  // an answer that need not name any
  upgrade: ['none', 'websocket', 'among', 'other', 'unoffered', 'unlisted'],
  proof: ['none', 'right', 'wrong', 'several'],
  // forbidden: Content-Length or Transfer-Encoding in a 204 or in a 2xx to CONNECT, beside which nothing
  // else counts
  framing: [
    'length',
    'none',
    'chunked',
    'until-close',
    'both',
    'repeated-length',
    'chunked-twice',
    'forbidden',
  ],
  wsVersions: ['none', 'listed'],
  // sound, or the worst fault of the options for this hop and of the lists
  options: ['sound', 'end-to-end', 'keep-alive-unlisted', 'empty-member'],
  protocol: ['none', 'offered', 'unoffered', 'several'],
  // offered, or the worst fault of what was negotiated (negotiation.ts)
  extensions: [
    'none',
    'offered',
    'malformed',
    'unoffered',
    'conflicting',
    'parameter',
    'declined',
    'client-window',
    'server-window',
    'takeover',
  ],
} as const;

/** The name of a part of an answer. */
export type AnswerPart = keyof typeof ANSWER_PARTS;

/** What is told of one answer: its status class and one value of every part. */
export type ResponseFacts = { readonly status: Status } & {
  readonly [P in AnswerPart]: (typeof ANSWER_PARTS)[P][number];
};

/** What an answer's form depends on. */
export interface AnswerContext {
  readonly status: Status;
  /** The version the request is served as. */
  readonly servedAs: '1.1' | '1.0';
  /** Whether the server closes the connection behind this answer. */
  readonly closing: 'yes' | 'no';
  /** Whether the answer refuses a WebSocket version. */
  readonly refusesVersion: 'yes' | 'no';
}

/** The axes of an answer's context. */
export const ANSWER_CONTEXT: Space<AnswerContext> = {
  status: STATUSES,
  servedAs: ['1.1', '1.0'],
  closing: ['yes', 'no'],
  refusesVersion: ['yes', 'no'],
};

/** Which values of some parts a row leaves. */
export type Narrowing = { readonly [P in AnswerPart]?: readonly (typeof ANSWER_PARTS)[P][number][] };

const shapes = Object.keys(AXES.connection.values) as (keyof (typeof AXES)['connection']['values'])[];
const having = (option: string) => shapes.filter((shape) => shape.split('+').includes(option));
const lacking = (option: string) => shapes.filter((shape) => !shape.split('+').includes(option));

const INTERIM: readonly Status[] = ['100', '1xx', '101'];
const FINAL: readonly Status[] = STATUSES.filter((status) => !INTERIM.includes(status) && status !== 'bare');

/** The extensions of an answer without one of their faults. */
const negotiatedBut = (fault: ResponseFacts['extensions']): Narrowing => ({
  extensions: ANSWER_PARTS.extensions.filter((value) => value !== fault),
});

/** The options of an answer without one of their faults. */
const optionsBut = (fault: ResponseFacts['options']): Narrowing => ({
  options: ANSWER_PARTS.options.filter((value) => value !== fault),
});

/** The framing of an answer without some of its values. */
const framedBut = (...faults: readonly ResponseFacts['framing'][]): Narrowing => ({
  framing: ANSWER_PARTS.framing.filter((value) => !faults.includes(value)),
});

/** What an answer may name in Upgrade but for one value. */
const upgradeBut = (fault: ResponseFacts['upgrade']) =>
  ANSWER_PARTS.upgrade.filter((value) => value !== fault);

const row = (clause: string, when: Condition<AnswerContext>, leaves: Narrowing) => ({
  clause,
  when,
  then: [leaves],
});

/** What an answer of each kind contains. Every row that holds counts. */
export const FORM: Table<AnswerContext, Narrowing> = defineTable<AnswerContext, Narrowing>(
  'what does the answer contain?',
  ANSWER_CONTEXT,
  [
    row('form.label-known', { status: [...INTERIM, ...FINAL] }, { version: ['1.1', '1.0'] }),
    row('form.label', { status: ['100', '1xx', ...FINAL] }, { version: ['1.1', 'other', 'none'] }),
    row('form.switch-label', { status: ['101'] }, { version: ['1.1'] }),
    row('form.switch-protocol', { status: ['101'] }, { upgrade: ['websocket', 'among', 'unoffered'] }),
    row('form.switch-offered', { status: ['101'] }, { upgrade: upgradeBut('unoffered') }),
    row('form.switch-option', { status: ['101'] }, { connection: having('upgrade') }),
    row('form.switch-proof', { status: ['101'] }, { proof: ['right'] }),
    row('form.switch-no-close', { status: ['101'] }, { connection: lacking('close') }),
    row('form.interim', { status: INTERIM }, { framing: ['none'] }),
    row(
      'form.negotiated',
      { status: ['101'] },
      { protocol: ['none', 'offered'], ...negotiatedBut('unoffered') },
    ),
    row('negotiation.grammar', { status: ['101'] }, negotiatedBut('malformed')),
    row('negotiation.one-compression', { status: ['101'] }, negotiatedBut('conflicting')),
    row('negotiation.parameters', { status: ['101'] }, negotiatedBut('parameter')),
    row('negotiation.declined', { status: ['101'] }, negotiatedBut('declined')),
    row('negotiation.client-window', { status: ['101'] }, negotiatedBut('client-window')),
    row('negotiation.server-window', { status: ['101'] }, negotiatedBut('server-window')),
    row('negotiation.server-takeover', { status: ['101'] }, negotiatedBut('takeover')),
    row('form.advertised', { status: ['100', '1xx', ...FINAL] }, { upgrade: upgradeBut('unlisted') }),
    row('form.upgrade-required', { status: ['426'] }, { upgrade: upgradeBut('none') }),
    row('form.upgrade-required-option', { status: ['426'] }, { connection: having('upgrade') }),
    // a 401, a 404 or a 503 refuses for another reason than the version
    row(
      'form.names-versions',
      { status: ['400', '426'], refusesVersion: ['yes'] },
      { wsVersions: ['listed'] },
    ),
    // one row for each value, so that each fault of the framing is told by its own clause
    row('form.one-framing', { status: FINAL }, framedBut('both')),
    row('form.one-length', { status: FINAL }, framedBut('repeated-length')),
    row('form.chunked-once', { status: FINAL }, framedBut('chunked-twice')),
    row('form.no-framing-fields', { status: FINAL }, framedBut('forbidden')),
    row('form.no-coding-to-old', { servedAs: ['1.0'], status: FINAL }, framedBut('chunked')),
    row(
      'form.keep-alive-echo',
      { servedAs: ['1.0'], status: FINAL, closing: ['no'] },
      { connection: having('keep-alive'), ...framedBut('until-close', 'chunked') },
    ),
    row('form.close-kept', { status: FINAL, closing: ['no'] }, { connection: lacking('close') }),
    row('form.close-said', { status: FINAL, closing: ['yes'] }, { connection: having('close') }),
    row('form.options-for-this-hop', { status: [...INTERIM, ...FINAL] }, optionsBut('end-to-end')),
    row('form.keep-alive-listed', { status: [...INTERIM, ...FINAL] }, optionsBut('keep-alive-unlisted')),
    row('form.no-empty-members', { status: [...INTERIM, ...FINAL] }, optionsBut('empty-member')),
    row('form.bare', { status: ['bare'] }, { version: ['none'], framing: ['until-close'] }),
  ],
);

/**
 * The parts an answer may have follow from its context.
 *
 * @param context - status class, version served as, whether it closes, whether it refuses a version
 * @param form - the table of forms; that of the standards when left out
 * @returns for every part the values left, in order of preference
 */
export function permittedParts(
  context: AnswerContext,
  form: Table<AnswerContext, Narrowing> = FORM,
): { readonly [P in AnswerPart]: readonly string[] } {
  const left: Record<string, readonly string[]> = { ...ANSWER_PARTS };
  for (const held of askAll(form, seeing(ANSWER_CONTEXT, context))) {
    for (const [part, values] of Object.entries(held.then[0] ?? {})) {
      left[part] = (left[part] ?? []).filter((value) => (values as readonly string[]).includes(value));
    }
  }
  return left as { readonly [P in AnswerPart]: readonly string[] };
}

/**
 * The answer that is sent: of every part the first permitted value.
 *
 * @param context - what the form depends on
 * @param form - the table of forms; that of the standards when left out
 * @returns the facts of the answer
 * @example
 * import { formOf } from 'after101';
 *
 * formOf({ status: '101', servedAs: '1.1', closing: 'no', refusesVersion: 'no' }).upgrade; // 'websocket'
 */
export function formOf(context: AnswerContext, form: Table<AnswerContext, Narrowing> = FORM): ResponseFacts {
  const parts = permittedParts(context, form);
  const first = Object.fromEntries(Object.entries(parts).map(([part, values]) => [part, values[0]]));
  return { status: context.status, ...first } as ResponseFacts;
}

/**
 * What is wrong with an answer's form: the clauses it breaks, none when it is permitted.
 *
 * @param facts - the answer as seen
 * @param context - what its form depends on
 * @param form - the table of forms
 * @returns the clauses broken, in the table's order
 * @example
 * import { formFaults, formOf } from 'after101';
 *
 * const context = { status: '101', servedAs: '1.1', closing: 'no', refusesVersion: 'no' } as const;
 * const [fault] = formFaults({ ...formOf(context), proof: 'wrong' }, context);
 * fault; // 'form.switch-proof'
 */
export function formFaults(
  facts: ResponseFacts,
  context: AnswerContext,
  form: Table<AnswerContext, Narrowing> = FORM,
): readonly string[] {
  const broken = askAll(form, seeing(ANSWER_CONTEXT, context)).filter((held) =>
    Object.entries(held.then[0] ?? {}).some(
      ([part, values]) => !(values as readonly string[]).includes(facts[part as AnswerPart]),
    ),
  );
  return broken.map((held) => held.clause);
}

/** Whether a status class is a final one. */
export function isFinal(status: Status): status is FinalStatus {
  return !INTERIM.includes(status);
}
