/** Answers put together: of several servers, and of a text that was not read to its end. */
import { shown, shownUndecided } from '../../dialects/nginx/shown.js';
import type { Answer, Proxied } from './answer.js';
import { type Candidate, namesOf } from './server.js';

const serverText = ({ server }: Candidate): string => {
  const names = namesOf(server).slice(0, 4).join(' ');
  return `line ${server.at.line}${names === '' ? '' : ` (${names})`}`;
};

/**
 * Of several servers the only one that proxies is taken, and the choice is told; else it is asked.
 *
 * @param answers What each of them does.
 * @param candidates The servers, in the same order.
 * @param notes What was noted before.
 * @returns One answer.
 */
export function amongSeveral(
  answers: readonly Answer[],
  candidates: readonly Candidate[],
  notes: readonly string[],
): Answer {
  const proxied = answers.filter(({ outcome }) => outcome === 'proxy');
  const settled = answers.every(({ outcome }) => outcome !== 'undecided');
  const list = candidates.slice(0, 8).map(serverText).join(', ');
  const note = `several servers could serve this: ${list}`;
  if (proxied.length === 1 && settled) {
    const only = proxied[0] as Proxied;
    const says = `${note}; only the one in line ${only.server.at.line} proxies it, and is taken`;
    return { ...only, notes: [...notes, says, ...only.notes] };
  }
  const first = answers[0] as Answer;
  if (proxied.length === 0 && settled) return { ...first, notes: [...notes, note, ...first.notes] };
  const asks = `${note}: which one is it? A host, a scheme or a port would tell`;
  return { outcome: 'undecided', asks, at: candidates[0]?.server.at, notes };
}

/**
 * What stands in the part of a text that was not read can change everything but what was found to be proxied.
 *
 * @param answer The answer from what was read.
 * @param left How many characters were not read.
 * @returns The answer, open where that part could matter.
 */
export function withUnread(answer: Answer, left: number): Answer {
  if (left === 0 || answer.outcome === 'undecided') return answer;
  const asks = `a shorter text: ${left} characters of it were not read`;
  if (answer.outcome === 'not-proxied')
    return { outcome: 'undecided', asks, at: answer.at, notes: answer.notes };
  const open = { directive: 'the rest of the text', at: answer.location.at, asks };
  return { ...answer, undecided: [...answer.undecided, open] };
}

/**
 * An answer with texts fit to be shown; templates and names in `proxies` stay as they are.
 *
 * @param answer The answer.
 * @returns The same with clean texts.
 */
export function clean(answer: Answer): Answer {
  const notes = answer.notes.map((note) => shown(note));
  if (answer.outcome === 'not-proxied') return { ...answer, why: shown(answer.why), notes };
  if (answer.outcome === 'undecided') return { ...answer, asks: shown(answer.asks), notes };
  return { ...answer, notes, undecided: shownUndecided(answer.undecided) };
}
