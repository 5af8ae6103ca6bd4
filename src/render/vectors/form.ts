/**
 * The group `form`: what an answer must look like, for every context that its form depends on.
 *
 * 1. A context is a status class, the version served as, whether the server closes behind the answer, and
 *    whether the answer refuses a WebSocket version. Every combination has a line.
 * 2. Every rule of a line holds: each leaves some values of one part, and `parts` has what all of them
 *    leave.
 */
import {
  ANSWER_CONTEXT,
  ANSWER_PARTS,
  type AnswerContext,
  type AnswerPart,
  FORM,
  permittedParts,
} from '../../spec/answer.js';
import { askAll, seeing } from '../../spec/table.js';
import { type Lines, named, type Vector } from './line.js';

/**
 * The id of the line that says what an answer looks like.
 *
 * @param context - what its form depends on
 * @returns such as `form/426/1.1/persists/versions`
 */
function formId({ status, servedAs, closing, refusesVersion }: AnswerContext): string {
  const fate = closing === 'yes' ? 'closes' : 'persists';
  return `form/${status}/${servedAs}/${fate}/${refusesVersion === 'yes' ? 'versions' : 'plain'}`;
}

function lineOf(context: AnswerContext): Vector {
  const parts = permittedParts(context);
  const rows = askAll(FORM, seeing(ANSWER_CONTEXT, context));
  const rules = rows.flatMap(({ clause, then }) =>
    Object.entries(then[0] ?? {}).map(([part, permits]) => ({ part, permits, clause: named(clause) })),
  );
  const narrowed = Object.fromEntries(
    Object.entries(parts).filter(([part, left]) => left.length < ANSWER_PARTS[part as AnswerPart].length),
  );
  return {
    id: formId(context),
    group: 'form',
    on: 'an answer',
    context,
    parts: narrowed,
    default: Object.fromEntries(Object.entries(parts).map(([part, left]) => [part, left[0]])),
    rules,
  };
}

/**
 * One line for each context of the table of forms.
 *
 * @returns the lines
 */
export function formVectors(): Lines {
  const { status: statuses, servedAs, closing, refusesVersion } = ANSWER_CONTEXT;
  const contexts = statuses.flatMap((status) =>
    servedAs.flatMap((served) =>
      closing.flatMap((closes) =>
        refusesVersion.map((refuses) => ({
          status,
          servedAs: served,
          closing: closes,
          refusesVersion: refuses,
        })),
      ),
    ),
  );
  return { lines: contexts.map(lineOf), skipped: 0 };
}
