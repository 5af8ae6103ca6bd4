/**
 * One conversation with a server, judged, and what came up in it: so that a property that holds is seen to be about
 * something.
 */
import { type ClientStep, exchangeWith, type PureServer } from '../../../src/wire/purely.js';
import { judgeExchange, type WireVerdict } from '../../../src/wire/verdict.js';

/** How a conversation came out, and what was reached. */
export interface Tallied {
  readonly outcome: WireVerdict['outcome'];
  readonly findings: WireVerdict['findings'];
  readonly reached: readonly string[];
}

/**
 * A conversation with a server is judged, and told.
 *
 * @param server - a new server end
 * @param steps - what the client does
 * @returns the outcome, the findings, and what came up
 */
export function tallied(server: PureServer, steps: readonly ClientStep[]): Tallied {
  const { observer, probedFrom } = exchangeWith(server, steps);
  const { outcome, findings, observed, owes } = judgeExchange(observer);
  const { responses, all } = observed;
  const reached = new Set<string>([outcome]);
  const note = (what: string, holds: boolean): void => void (holds && reached.add(what));
  const switched = responses.some(({ facts }) => facts.status === '101');
  const finals = responses.filter(({ facts }) => !/^1/.test(facts.status));
  const { server: said, client: asked, ends } = observer;
  note('a handshake granted', switched);
  note(
    'a handshake refused',
    finals.some(({ to, facts }) => to?.facts.upgrade === 'websocket' && /^[45]/.test(facts.status)),
  );
  note(
    'a 100',
    responses.some(({ facts }) => facts.status === '100'),
  );
  note('requests pipelined and answered', responses.length > 1);
  note(
    'content read',
    all.some(({ seen }) => seen.what === 'content' && seen.part === 'end'),
  );
  note('a message echoed', said.messages.length > 0);
  note('a Pong', said.pongs.length > 0);
  note('a Close answered', asked.closes.length > 0 && said.closes.length > 0);
  note(
    'a WebSocket failed',
    said.closes.some((code) => code === 1002 || code === 1007 || code === 1009),
  );
  // frames that waited for the 101 are told when it comes
  const at = all.find(({ seen }) => seen.what === 'response' && seen.facts.status === '101')?.at;
  note(
    'early octets',
    all.some((one) => one.seen.what === 'frame' && one.seen.from === 'client' && one.at === at),
  );
  note(
    'an end behind close',
    responses.at(-1)?.facts.connection.includes('close') === true && observer.isOver,
  );
  note('a connection that lives to the end', probedFrom !== undefined && !observer.isOver);
  note('FIN of the client', ends.has('client fin'));
  note('RST of the client', ends.has('client rst'));
  note('something still owed', owes.length > 0);
  note('octets that cannot be told apart', observed.lost !== undefined);
  return { outcome, findings, reached: [...reached] };
}
