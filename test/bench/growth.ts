/** Does time grow with the input and no faster? The same work at one, two and four times the input. */
import { frameFormOf } from '../../src/spec/active.js';
import { formOf } from '../../src/spec/answer.js';
import { REFERENCE } from '../../src/spec/axes.js';
import { permittedFor } from '../../src/spec/decide.js';
import { readFacts } from '../../src/spec/facts.js';
import { REFERENCE_FRAME } from '../../src/spec/frame-axes.js';
import { judge } from '../../src/spec/judge.js';
import { octetsOf, readRequest } from '../../src/spec/message.js';
import { run } from '../../src/spec/step.js';
import type { Observation } from '../../src/spec/wire.js';
import { BROWSER_HEAD, verdictsOf } from './octets.js';
import { median, type Row, ratio, takeTurns, time } from './rounds.js';

const ROUNDS = 7;
/** At four times the input, with room for noise: twice as much again would be quadratic. */
const MOST = 5;

/** The head of a browser with so many more lines of a proxy behind its own. */
function longer(lines: number): Uint8Array {
  const added = Array.from(
    { length: lines },
    (_, at) => `X-Forwarded-${at}: 192.0.2.${at}, 198.51.100.7\r\n`,
  );
  return octetsOf(BROWSER_HEAD.replace(/\r\n$/, `${added.join('')}\r\n`));
}

/** What is seen when requests are asked one after the other and each gets an answer that keeps the connection. */
function exchanges(count: number): readonly Observation[] {
  const read = readRequest(octetsOf('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
  if (read.outcome !== 'head') throw new Error('a plain request is not read');
  const facts = readFacts(read.head);
  const verdict = permittedFor(facts)[0];
  if (verdict === undefined) throw new Error('a plain request has no verdict');
  const { steps } = run(
    Array.from(
      { length: count },
      () =>
        [
          { type: 'client.head', verdict },
          { type: 'app.respond', status: '2xx', then: 'decide' },
          { type: 'policy.written' },
        ] as const,
    ).flat(),
  );
  return steps.flatMap(({ event, sent }): readonly Observation[] =>
    event.type === 'client.head' ? [{ from: 'client', what: 'request', facts }] : sent,
  );
}

/** What is seen of a WebSocket in which messages are echoed; `odd` ones may be failed or taken, each of them. */
function echoes(count: number, odd: boolean): readonly Observation[] {
  const message = { ...REFERENCE_FRAME, ...(odd ? ({ length: 'not-minimal' } as const) : {}) };
  const switched = formOf({ status: '101', servedAs: '1.1', closing: 'no', refusesVersion: 'no' });
  return [
    { from: 'client', what: 'request', facts: REFERENCE },
    { from: 'server', what: 'response', facts: switched },
    ...Array.from({ length: count }, (): readonly Observation[] => [
      { from: 'client', what: 'frame', facts: message },
      { from: 'server', what: 'frame', facts: frameFormOf('text') },
    ]).flat(),
  ];
}

/** One row: one, two and four times the input. */
function grown(measured: string, times: number, work: readonly (() => unknown)[]): Row {
  const [once = [], twice = [], fourfold = []] = takeTurns(
    ROUNDS,
    ...work.map((one) => ({ work: one, times })),
  );
  const at4 = ratio(fourfold, once);
  return {
    measured,
    figure: `1 : ${ratio(twice, once).toFixed(2)} : ${at4.toFixed(2)} (${time(median(once))} at 1)`,
    target: `at most ${MOST} at 4`,
    met: at4 <= MOST,
  };
}

/** The rows about growth. */
export function growthRows(): readonly Row[] {
  const heads = [1, 2, 4].map((many) => longer(many * 48));
  const seen = [1, 2, 4].map((many) => exchanges(many * 4));
  const messages = [1, 2, 4].map((many) => echoes(many * 200, false));
  const odd = [1, 2, 4].map((many) => echoes(many * 50, true));
  for (const one of [...seen, ...messages, ...odd]) {
    const { outcome } = judge(one);
    if (outcome !== 'permitted') throw new Error(`judging what was predicted says ${outcome}`);
  }
  return [
    grown(
      `octets to verdicts at 1, 2, 4 times the lines (${heads.map((octets) => octets.length).join(', ')} octets)`,
      500,
      heads.map((octets) => () => verdictsOf(octets)),
    ),
    grown(
      `judging at 1, 2, 4 times the exchanges (${seen.map(({ length }) => length).join(', ')} things seen)`,
      1,
      seen.map((one) => () => judge(one)),
    ),
    grown(
      `judging at 1, 2, 4 times the messages of a WebSocket (${messages.map(({ length }) => length).join(', ')} things seen)`,
      1,
      messages.map((one) => () => judge(one)),
    ),
    grown(
      `the same where each message may be failed (${odd.map(({ length }) => length).join(', ')} things seen)`,
      1,
      odd.map((one) => () => judge(one)),
    ),
  ];
}
