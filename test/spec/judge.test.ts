import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveDialect } from '../../src/dialects/names.js';
import { predict } from '../../src/dialects/predict.js';
import { spell } from '../../src/explore/spell.js';
import {
  type FrameVerdict,
  frameFormOf,
  frameSpace,
  frameVerdictKey,
  permittedForFrame,
} from '../../src/spec/active.js';
import type { FinalStatus } from '../../src/spec/admission.js';
import { formOf } from '../../src/spec/answer.js';
import { AXIS_NAMES, type Facts, REFERENCE, VALUES } from '../../src/spec/axes.js';
import { clause } from '../../src/spec/clauses/index.js';
import { severityOf } from '../../src/spec/clauses/severity.js';
import { permittedFor, STANDARDS } from '../../src/spec/decide.js';
import { EVENTS } from '../../src/spec/events.js';
import { type FrameFacts, REFERENCE_FRAME } from '../../src/spec/frame-axes.js';
import { judge } from '../../src/spec/judge.js';
import type { ConnectionEvent } from '../../src/spec/machine.js';
import { overlooking } from '../../src/spec/overlooked.js';
import { newConnection, run, step } from '../../src/spec/step.js';
import type { Observation } from '../../src/spec/wire.js';

const request = (facts: Partial<Facts>): Observation => ({
  from: 'client',
  what: 'request',
  facts: { ...REFERENCE, ...facts },
});
const response = (facts: object): Observation => ({
  from: 'server',
  what: 'response',
  facts: { ...formOf({ status: '101', servedAs: '1.1', closing: 'no', refusesVersion: 'no' }), ...facts },
});
const SWITCH = response({});
const FIN: Observation = { from: 'server', what: 'fin' };
const RST: Observation = { from: 'server', what: 'rst' };

describe('judging what was seen', () => {
  test('a 101 to the reference handshake is permitted', () => {
    expect(judge([request({}), SWITCH]).outcome).toBe('permitted');
  });

  test('a 101 to an offer in HTTP/1.0 is not, and the clause is that Upgrade is ignored there', () => {
    const judged = judge([request({ version: '1.0' }), SWITCH]);
    expect(judged).toMatchObject({ outcome: 'not-permitted', at: 1 });
    expect(judged.outcome === 'not-permitted' && judged.clauses).toContain('offer.old-version');
  });

  test('a 101 with close, without its option or without its proof is not', () => {
    for (const [facts, clause] of [
      [{ connection: 'close+upgrade' }, 'form.switch-no-close'],
      [{ connection: 'none' }, 'form.switch-option'],
      [{ proof: 'wrong' }, 'form.switch-proof'],
      [{ framing: 'length' }, 'form.interim'],
      [{ version: '1.0' }, 'form.switch-label'],
    ] as const) {
      const judged = judge([request({}), response(facts)]);
      expect(judged.outcome === 'not-permitted' && judged.clauses, clause).toEqual([clause]);
    }
  });

  test("the article: Swoole's 101 and FIN are not permitted, the 101 first", () => {
    const found = resolveDialect('swoole@4.8');
    if (!('dialect' in found)) throw new Error('no Swoole');
    const facts: Facts = { ...REFERENCE, version: '1.0' };
    const { trace } = predict(found.dialect, spell(facts));
    const sent = trace.steps.flatMap((taken) => taken.sent);
    expect(sent.map((one) => one.what)).toEqual(['response', 'fin']);
    expect(judge([request(facts), ...sent])).toMatchObject({ outcome: 'not-permitted', at: 1 });
  });

  test('a pipelined request may have been read late: its answer comes second', () => {
    const answer: Observation = {
      from: 'server',
      what: 'response',
      facts: formOf({ status: '2xx', servedAs: '1.1', closing: 'no', refusesVersion: 'no' }),
    };
    const plain = request({ upgrade: 'none', connection: 'none' });
    expect(judge([plain, request({}), answer, SWITCH]).outcome).toBe('permitted');
    expect(judge([plain, request({}), SWITCH, answer])).toMatchObject({ outcome: 'not-permitted', at: 2 });
  });
});

const point = fc.record(
  Object.fromEntries(AXIS_NAMES.map((axis) => [axis, fc.constantFrom(VALUES[axis][0], ...VALUES[axis])])),
) as unknown as fc.Arbitrary<Facts>;
const scripts = fc.tuple(point, fc.nat(5), fc.array(fc.constantFrom(...EVENTS), { maxLength: 5 }));

/** The events that move a WebSocket. */
const OF_WEBSOCKET = EVENTS.filter(({ type }) =>
  /^(client\.(frame|fin)|app\.(send|end|accept)|policy\.(reply|written|stop|limit|fail))$/.test(type),
);

/** The reference handshake, which may be granted, and often is at once. */
const offers = fc.tuple(
  fc.constant(REFERENCE),
  fc.constant(0),
  fc
    .array(fc.oneof(fc.constantFrom(...OF_WEBSOCKET), fc.constantFrom<ConnectionEvent>(...EVENTS)), {
      maxLength: 6,
    })
    .map((rest) => [{ type: 'app.accept' } as ConnectionEvent, ...rest]),
);

const FRAMES_OF = new Map(
  frameSpace().flatMap((facts) =>
    permittedForFrame(facts).map((verdict) => [frameVerdictKey(verdict), facts] as const),
  ),
);

/** A frame that may be taken so. */
function factsFor(verdict: FrameVerdict): FrameFacts {
  return FRAMES_OF.get(frameVerdictKey(verdict)) ?? REFERENCE_FRAME;
}

/** What a run of the machine shows on the wire, in order. */
function wireOf(facts: Facts, pick: number, rest: readonly ConnectionEvent[]): readonly Observation[] {
  const verdicts = permittedFor(facts);
  const verdict = verdicts[pick % verdicts.length];
  if (verdict === undefined) return [];
  const seen = (event: ConnectionEvent): readonly Observation[] => {
    switch (event.type) {
      case 'client.head':
        return [{ from: 'client', what: 'request', facts }];
      case 'client.content':
        return [{ from: 'client', what: 'content', part: event.part }];
      case 'client.line-break':
        return [{ from: 'client', what: 'line-break' }];
      case 'client.octets':
        return [{ from: 'client', what: 'octets' }];
      case 'client.frame':
        return [{ from: 'client', what: 'frame', facts: factsFor(event.verdict) }];
      case 'client.fin':
        return [{ from: 'client', what: 'fin' }];
      case 'client.rst':
        return [{ from: 'client', what: 'rst' }];
      case 'policy.limit':
        return [{ from: 'nobody', what: 'quiet' }];
      default:
        return [];
    }
  };
  const trace = run([{ type: 'client.head', verdict }, ...rest]);
  return trace.steps.flatMap((taken) => [...seen(taken.event), ...taken.sent]);
}

describe('judge and run are inverse', () => {
  test('judge accepts what run shows', { timeout: 120_000 }, () => {
    const sent = { http: 0, frames: 0, failures: 0 };
    fc.assert(
      fc.property(fc.oneof(scripts, offers), ([facts, pick, rest]) => {
        const wire = wireOf(facts, pick, rest);
        const { outcome } = judge(wire);
        sent.frames += wire.filter((one) => one.from === 'server' && one.what === 'frame').length;
        sent.http += wire.filter((one) => one.what === 'response').length;
        if (outcome === 'only-by-failure') sent.failures++;
        const failed = rest.some(({ type }) => type === 'policy.fail');
        expect(failed ? ['permitted', 'only-by-failure'] : ['permitted']).toContain(outcome);
      }),
      { numRuns: 600 },
    );
    console.log(`things sent that were judged: ${JSON.stringify(sent)}`);
    expect(Math.min(...Object.values(sent))).toBeGreaterThan(3);
  });

  test('judge rejects it once a request is answered with a 101 that no verdict permits', {
    timeout: 120_000,
  }, () => {
    let changed = 0;
    fc.assert(
      fc.property(point, (facts) => {
        const ways = [...permittedFor(facts), ...overlooking(facts).map(({ verdict }) => verdict)];
        if (ways.some(({ mayGrant }) => mayGrant)) return;
        changed++;
        expect(judge([{ from: 'client', what: 'request', facts }, SWITCH])).toMatchObject({ at: 1 });
      }),
      { numRuns: 100 },
    );
    console.log(`requests that may not switch: ${changed}`);
    expect(changed).toBeGreaterThan(50);
  });

  test('judge rejects it once one answer is changed to something forbidden', { timeout: 120_000 }, () => {
    const changed = { final: 0, switch: 0, interim: 0 };
    fc.assert(
      fc.property(fc.oneof(scripts, offers), ([facts, pick, rest]) => {
        const wire = wireOf(facts, pick, rest);
        const at = wire.findIndex((one) => one.what === 'response');
        const seen = wire[at];
        if (seen?.what !== 'response') return;
        const kind =
          seen.facts.status === '101'
            ? 'switch'
            : ['100', '1xx'].includes(seen.facts.status)
              ? 'interim'
              : 'final';
        // an interim response with a length, a switch without proof, a final answer with two framings
        const forbidden =
          kind === 'switch'
            ? { proof: 'wrong' }
            : kind === 'interim'
              ? { framing: 'length' }
              : { framing: 'both' };
        if (seen.facts.status === 'bare') return;
        changed[kind]++;
        const altered = wire.with(at, {
          ...seen,
          facts: { ...seen.facts, ...forbidden } as typeof seen.facts,
        });
        expect(judge(altered)).toMatchObject({ outcome: 'not-permitted', at });
      }),
      { numRuns: 3000 },
    );
    console.log(`answers changed: ${JSON.stringify(changed)}`);
    expect(Math.min(...Object.values(changed))).toBeGreaterThan(0);
  });

  test('a FIN behind a 101 that nothing explains but persistence needs a failure to excuse it', () => {
    expect(judge([request({}), SWITCH, FIN])).toMatchObject({ outcome: 'only-by-failure', at: 2 });
    // HTTP behind a 101 has no such excuse.
    expect(judge([request({}), SWITCH, SWITCH])).toMatchObject({ outcome: 'not-permitted', at: 2 });
  });
});

describe('how many answers there can be', () => {
  const plain = request({ upgrade: 'none', connection: 'none' });
  const hostless = request({ upgrade: 'none', connection: 'none', host: 'absent' });
  const answer = response({
    ...formOf({ status: '2xx', servedAs: '1.1', closing: 'no', refusesVersion: 'no' }),
  });
  const refusal = response({
    ...formOf({ status: '400', servedAs: '1.1', closing: 'no', refusesVersion: 'no' }),
  });

  test('as many as requests, each permitted for its own', () => {
    expect(judge([plain, plain, answer, answer]).outcome).toBe('permitted');
    expect(judge([plain, plain, answer, answer, answer])).toMatchObject({ outcome: 'not-permitted', at: 4 });
    expect(judge([plain, hostless, answer, refusal]).outcome).toBe('permitted');
    expect(judge([plain, hostless, answer, answer])).toMatchObject({ outcome: 'not-permitted', at: 3 });
    expect(judge([plain, plain, plain, answer, refusal, answer]).outcome).toBe('permitted');
  });

  test('an answer that says close is the last one', () => {
    const last = response({
      ...formOf({ status: '2xx', servedAs: '1.1', closing: 'yes', refusesVersion: 'no' }),
    });
    expect(judge([plain, plain, last, FIN]).outcome).toBe('permitted');
    expect(judge([plain, plain, last, answer])).toMatchObject({ outcome: 'not-permitted', at: 3 });
    expect(judge([plain, last, plain, answer])).toMatchObject({ outcome: 'not-permitted', at: 3 });
  });

  test('one to HTTP/1.0 that is kept says so and has no coding', () => {
    const old = request({ version: '1.0', connection: 'keep-alive', upgrade: 'none' });
    const kept = response({
      ...formOf({ status: '2xx', servedAs: '1.0', closing: 'no', refusesVersion: 'no' }),
    });
    expect(judge([old, kept, old, kept]).outcome).toBe('permitted');
    expect(
      judge([old, response({ ...(kept as { facts: object }).facts, framing: 'chunked' })]),
    ).toMatchObject({
      outcome: 'not-permitted',
      clauses: expect.arrayContaining(['form.no-coding-to-old', 'form.keep-alive-echo']),
    });
    expect(judge([old, answer, old, kept])).toMatchObject({ outcome: 'not-permitted', at: 3 });
  });

  test('an answer that leaves out close before the end departs from a SHOULD, and is permitted', () => {
    const judged = judge([request({ connection: 'close', upgrade: 'none' }), answer, FIN]);
    expect(judged).toMatchObject({ outcome: 'permitted', departs: [{ at: 1, clause: 'form.close-said' }] });
  });
});

const sent = (facts: Partial<FrameFacts>): Observation => ({
  from: 'client',
  what: 'frame',
  facts: { ...REFERENCE_FRAME, ...facts },
});
const answered = (facts: FrameFacts, echoes?: boolean): Observation => ({
  from: 'server',
  what: 'frame',
  facts,
  ...(echoes === undefined ? {} : { echoes }),
});
const CLOSE = answered(frameFormOf('close'));
const QUIET: Observation = { from: 'nobody', what: 'quiet' };
const opened = (...rest: readonly Observation[]) => judge([request({}), SWITCH, ...rest]);

const answerOf = (status: FinalStatus, facts: object = {}): Observation =>
  response({ ...formOf({ status, servedAs: '1.1', closing: 'no', refusesVersion: 'no' }), ...facts });
const plainly = (facts: Partial<Facts>): Observation =>
  request({ upgrade: 'none', connection: 'none', ...facts });

describe('an answer that a refused request does not permit', () => {
  const ANY = answerOf('2xx');

  test('is at fault where a MUST refuses it, and names the clause that does', () => {
    expect(judge([plainly({ host: 'absent' }), ANY])).toMatchObject({
      outcome: 'not-permitted',
      clauses: ['answer.not-permitted', 'host.missing'],
    });
  });

  /** For every clause of the refusals the facts of its row. */
  const refusing = STANDARDS.refusals.rows.flatMap(({ clause, when }) => {
    const facts = Object.fromEntries(Object.entries(when).map(([axis, [value]]) => [axis, value]));
    return clause === 'request.admitted' ? [] : [[clause, plainly(facts as Partial<Facts>)] as const];
  });

  test('departs exactly where the clause that refuses it is a SHOULD', () => {
    const told = refusing.map(([id, asked]) => {
      const judged = judge([asked, ANY]);
      const found = clause(id);
      const departs = found !== undefined && severityOf(found) === 'departs';
      if (departs) {
        expect(judged.outcome, id).toBe('permitted');
        expect(judged.outcome === 'permitted' && judged.departs[0], id).toEqual({ at: 1, clause: id });
      } else {
        expect(judged, id).toMatchObject({ outcome: 'not-permitted', at: 1 });
      }
      return departs;
    });
    expect(told.filter(Boolean).length).toBeGreaterThan(3);
    expect(told.filter((departs) => !departs).length).toBeGreaterThan(3);
  });

  test('a refusal that is permitted departs from nothing', () => {
    for (const [id, asked] of refusing) {
      if (!overlookedBy(asked)) continue;
      const [verdict] = asked.what === 'request' && asked.from === 'client' ? permittedFor(asked.facts) : [];
      const closing = verdict?.ends === true ? 'close' : 'none';
      const refusal = answerOf(verdict?.answers[0] ?? '400', { connection: closing });
      expect(judge([asked, refusal]), id).toMatchObject({ outcome: 'permitted', departs: [] });
    }
  });

  const overlookedBy = (asked: Observation): boolean =>
    asked.from === 'client' && asked.what === 'request' && overlooking(asked.facts).length > 0;

  test('every SHOULD passed over is told, and a MUST behind it holds all the same', () => {
    expect(judge([plainly({ target: 'malformed', method: 'unknown' }), ANY])).toMatchObject({
      outcome: 'permitted',
      departs: [{ clause: 'target.malformed' }, { clause: 'method.unknown' }],
    });
    // of the two the first alone is passed over by a 501
    expect(judge([plainly({ target: 'malformed', method: 'unknown' }), answerOf('501')])).toMatchObject({
      departs: [{ clause: 'target.malformed' }],
    });
    expect(judge([plainly({ target: 'malformed', host: 'absent' }), ANY])).toMatchObject({
      outcome: 'not-permitted',
      clauses: ['answer.not-permitted', 'target.malformed', 'host.missing'],
    });
  });

  test('behind a request that should have ended the connection the next one may be answered, which departs', () => {
    const broken = plainly({ syntax: 'broken' });
    const seen = [broken, answerOf('400'), plainly({}), ANY];
    expect(judge(seen)).toMatchObject({
      outcome: 'permitted',
      departs: [{ at: 1, clause: 'syntax.broken' }],
    });
    expect(judge([plainly({ syntax: 'spaced-name' }), ...seen.slice(1)])).toMatchObject({
      outcome: 'not-permitted',
      at: 3,
    });
  });

  test('chunked content at fault SHOULD end the connection, and what is said of its request holds', () => {
    const fault = { from: 'client', what: 'content', part: 'fault' } as const;
    const going = (facts: Partial<Facts>) => [plainly({ framing: 'chunked', ...facts }), fault, ANY];
    // an answer may go out before the content is read
    expect(judge(going({}))).toMatchObject({ outcome: 'permitted', departs: [] });
    expect(judge([...going({}), plainly({}), ANY])).toMatchObject({
      outcome: 'permitted',
      departs: [{ at: 2, clause: 'content.faulty' }],
    });
    expect(judge([...going({ host: 'absent' }), plainly({}), ANY])).toMatchObject({
      outcome: 'not-permitted',
      at: 2,
    });
  });

  test('a 101 to a head outside the grammar, or of no version, breaks a MUST', () => {
    for (const facts of [
      { version: 'malformed' },
      { version: 'none' },
      { syntax: 'broken' },
      { target: 'malformed' },
      { method: 'unknown' },
    ] as const) {
      expect(judge([request(facts), SWITCH]).outcome).toBe('not-permitted');
    }
    expect(judge([request({ framing: 'unknown-coding' }), SWITCH])).toMatchObject({
      outcome: 'permitted',
      departs: [{ clause: 'framing.unknown-coding' }],
    });
  });

  test('what departs is not told among what was permitted instead', () => {
    const judged = judge([plainly({ target: 'malformed' }), SWITCH]);
    const instead = judged.outcome === 'not-permitted' ? judged.permitted : [];
    const statuses = instead.flatMap((one) => (one.what === 'response' ? [one.facts.status] : []));
    expect(statuses).toContain('400');
    expect(statuses).not.toContain('2xx');
  });
});

describe('a 101 to another protocol', () => {
  const ELSEWHERE = response({ upgrade: 'other', proof: 'none' });
  const other = (facts: Partial<Facts> = {}): Observation => request({ upgrade: 'other', ...facts });

  test('that was offered is permitted, and judging stops there', () => {
    const judged = judge([other(), ELSEWHERE, SWITCH, FIN]);
    expect(judged).toMatchObject({
      outcome: 'not-modelled',
      at: 1,
      clauses: ['form.switch-offered'],
      departs: [],
    });
    expect(judged.outcome === 'not-modelled' && judged.says).toContain('rfc9110#field.upgrade');
    expect(judge([request({ upgrade: 'among' }), ELSEWHERE]).outcome).toBe('not-modelled');
    expect(judge([plainly({}), answerOf('2xx'), other(), ELSEWHERE])).toMatchObject({ at: 3 });
  });

  test.each<[string, readonly Observation[]]>([
    ['not offered', [other(), response({ upgrade: 'unoffered', proof: 'none' })]],
    ['where websocket alone was offered', [request({}), ELSEWHERE]],
    ['where nothing was', [plainly({}), ELSEWHERE]],
    ['to HTTP/1.0', [other({ version: '1.0' }), ELSEWHERE]],
    ['without the option in the request', [other({ connection: 'none' }), ELSEWHERE]],
    ['to a request that MUST be refused', [other({ host: 'absent' }), ELSEWHERE]],
    ['to a head outside the grammar', [other({ version: 'malformed' }), ELSEWHERE]],
    ['before the answer to an earlier request', [plainly({}), other(), ELSEWHERE]],
    ['behind a final answer', [other(), answerOf('2xx'), ELSEWHERE]],
    [
      'that was offered as websocket with a proof',
      [request({ upgrade: 'among' }), response({ upgrade: 'other' })],
    ],
  ])('is at fault %s', (_, seen) => {
    expect(judge(seen)).toMatchObject({ outcome: 'not-permitted', at: seen.length - 1 });
  });

  test.each([
    [{ connection: 'none' }, 'form.switch-option'],
    [{ connection: 'close+upgrade' }, 'form.switch-no-close'],
    [{ framing: 'length' }, 'form.interim'],
    [{ version: '1.0' }, 'form.switch-label'],
    [{ options: 'empty-member' }, 'form.no-empty-members'],
  ] as const)('has the form of a 101: %j breaks %s', (facts, id) => {
    const answer = response({ upgrade: 'other', proof: 'none', ...facts });
    expect(judge([other(), answer])).toMatchObject({ outcome: 'not-permitted', clauses: [id] });
  });

  test('goes out behind the 100 that is owed, and not where two framings end the connection', () => {
    const expecting = other({ expect: 'continue', framing: 'length' });
    const goOn = response(formOf({ status: '100', servedAs: '1.1', closing: 'no', refusesVersion: 'no' }));
    expect(judge([expecting, ELSEWHERE])).toMatchObject({ clauses: ['switch.not-before-continue'] });
    expect(judge([expecting, goOn, ELSEWHERE]).outcome).toBe('not-modelled');
    expect(judge([other({ framing: 'both' }), ELSEWHERE])).toMatchObject({
      clauses: ['handshake.ambiguous-framing'],
    });
  });

  test('departs where its request SHOULD have been refused', () => {
    expect(judge([other({ target: 'malformed' }), ELSEWHERE])).toMatchObject({
      outcome: 'not-modelled',
      departs: [{ at: 1, clause: 'target.malformed' }],
    });
  });

  test('waits for the answers before it, in a capture that starts late too', () => {
    const asked = (facts: Partial<Facts>, state = newConnection()) => {
      const [verdict] = permittedFor({ ...REFERENCE, ...facts });
      if (verdict === undefined) throw new Error('a request has a verdict');
      return step(state, { type: 'client.head', verdict }).after;
    };
    const offered = asked({ upgrade: 'other' });
    expect(judge([ELSEWHERE], [offered]).outcome).toBe('not-modelled');
    const readOn = step(asked({ upgrade: 'none' }), { type: 'policy.read-on' }).after;
    expect(judge([ELSEWHERE], [asked({ upgrade: 'other' }, readOn)])).toMatchObject({
      outcome: 'not-permitted',
      clauses: ['order.fifo'],
    });
  });
});

describe('judging a WebSocket', () => {
  test('a Close is answered with a Close and the server ends the transport', () => {
    expect(opened(sent({ opcode: 'close' }), CLOSE, FIN)).toMatchObject({ outcome: 'permitted', owed: [] });
    expect(opened(sent({ opcode: 'close' }), CLOSE)).toMatchObject({
      owed: [{ what: 'fin', clauses: ['closing.server-first'] }],
    });
    expect(opened(sent({ opcode: 'close' }))).toMatchObject({
      owed: [
        { what: 'close-frame', clauses: ['closing.answered'] },
        { what: 'fin', clauses: ['closing.server-first'] },
      ],
    });
  });

  test('a Close that is answered with an end alone needs a failure to excuse it, however long it took', () => {
    for (const seen of [[FIN], [QUIET, FIN], [RST]]) {
      expect(opened(sent({ opcode: 'close' }), ...seen)).toMatchObject({
        outcome: 'only-by-failure',
        clauses: ['closing.answered'],
      });
    }
  });

  test('a reset ends a connection as a FIN does, may come behind one, and nothing is sent behind it', () => {
    expect(opened(RST).outcome).toBe('only-by-failure');
    expect(opened(CLOSE, RST).outcome).toBe('permitted');
    expect(opened(sent({ opcode: 'close' }), CLOSE, RST)).toMatchObject({ outcome: 'permitted', owed: [] });
    expect(opened(sent({ opcode: 'close' }), CLOSE, FIN, RST).outcome).toBe('permitted');
    expect(opened(CLOSE, RST, CLOSE).outcome).toBe('not-permitted');
    expect(judge([request({}), RST, SWITCH])).toMatchObject({ outcome: 'not-permitted', at: 2 });
  });

  test('a bare end names what stands against it', () => {
    expect(opened(FIN)).toMatchObject({ clauses: ['after101.persistence', 'after101.close-first'] });
  });

  test('a malformed Close leads to an end, whatever is made of it', () => {
    const owed = [{ what: 'fin', clauses: ['fail.ends', 'closing.server-first'] }];
    expect(opened(sent({ opcode: 'close', payload: 'one-octet' }))).toMatchObject({ owed });
  });

  test('a server may fail over what does not show of a message, and text is failed at its end at the latest', () => {
    // it should have sent a Close first
    expect(opened(sent({ opcode: 'binary' }), FIN)).toMatchObject({
      outcome: 'permitted',
      departs: [{ at: 3, clause: 'fail.close-first' }],
    });
    expect(opened(sent({ opcode: 'binary' }), CLOSE, FIN)).toMatchObject({
      outcome: 'permitted',
      departs: [],
    });
    expect(opened(sent({ fin: 'more', payload: 'not-utf8' }))).toMatchObject({
      outcome: 'permitted',
      owed: [],
    });
    expect(opened(sent({ payload: 'not-utf8' }))).toMatchObject({
      owed: [{ what: 'fin', clauses: ['fail.ends'] }],
    });
  });

  test('a fault behind the own Close leaves nothing but the end, and no second Close', () => {
    const fault = sent({ mask: 'unmasked' });
    expect(opened(CLOSE, fault)).toMatchObject({ owed: [{ what: 'fin', clauses: ['fail.ends'] }] });
    expect(opened(CLOSE, fault, CLOSE).outcome).toBe('not-permitted');
  });

  test('behind a 101 that came before the content ended, a Close does not end the reading of it', () => {
    const [early, end] = [
      request({ framing: 'length' }),
      { from: 'client', what: 'content', part: 'end' } as const,
    ];
    const ping = sent({ opcode: 'ping' });
    const pong = answered(frameFormOf('pong'), true);
    expect(judge([early, SWITCH, CLOSE, end, ping, pong]).outcome).toBe('permitted');
    expect(judge([early, SWITCH, CLOSE, answered(frameFormOf('ping')), FIN]).outcome).toBe('permitted');
    expect(judge([early, SWITCH, CLOSE])).toMatchObject({ owed: [] });
  });

  test('a long conversation is judged, one with many frames at fault and unanswered ones too', () => {
    const many = (times: number, ...some: readonly Observation[]) =>
      Array.from({ length: times }, () => some).flat();
    const odd = sent({ length: 'not-minimal' });
    const echo = answered(frameFormOf('text'));
    expect(opened(...many(300, sent({}), echo)).outcome).toBe('permitted');
    expect(opened(...many(300, odd, echo)).outcome).toBe('permitted');
    expect(opened(sent({ opcode: 'continuation' }), ...many(300, sent({}), echo)).outcome).toBe('permitted');
    expect(opened(...many(300, sent({}))).outcome).toBe('permitted');
    const long = sent({ opcode: 'ping', length: 'long' });
    expect(opened(...many(100, long), ...many(100, answered(frameFormOf('pong')))).outcome).toBe('permitted');
  });

  test('a frame without a mask ends the connection, with a Close or without', () => {
    const unmasked = sent({ mask: 'unmasked' });
    expect(opened(unmasked, CLOSE, FIN).outcome).toBe('permitted');
    expect(opened(unmasked, FIN)).toMatchObject({ outcome: 'permitted', departs: [] });
    expect(opened(unmasked)).toMatchObject({
      outcome: 'permitted',
      owed: [{ what: 'fin', clauses: ['fail.ends'] }],
    });
  });

  test('an answer to a frame that fails the connection is not permitted once the frame was read', () => {
    const ping = sent({ opcode: 'ping' });
    const pong = (echoes?: boolean) => answered(frameFormOf('pong'), echoes);
    expect(opened(sent({ mask: 'unmasked' }), ping, pong(true))).toMatchObject({
      outcome: 'not-permitted',
      at: 4,
    });
    // a Pong may be sent unasked before that frame is read, a second Close never
    expect(opened(sent({ mask: 'unmasked' }), ping, pong())).toMatchObject({ outcome: 'permitted' });
    expect(opened(sent({ mask: 'unmasked' }), CLOSE, CLOSE)).toMatchObject({
      outcome: 'not-permitted',
      at: 4,
    });
  });

  test('a Pong of more than 125 octets is not permitted, whatever it answers', () => {
    expect(
      opened(sent({ opcode: 'ping', length: 'long' }), answered({ ...frameFormOf('pong'), length: 'long' })),
    ).toMatchObject({ outcome: 'not-permitted', clauses: ['sent.control-short'] });
  });

  test('data behind the own Close is not permitted', () => {
    expect(opened(CLOSE, answered(frameFormOf('text')))).toMatchObject({
      outcome: 'not-permitted',
      at: 3,
      clauses: ['closing.no-data'],
    });
  });

  test('a message inside another is not permitted', () => {
    const begins = answered(frameFormOf('text', 'more'));
    expect(opened(begins, answered(frameFormOf('continuation'))).outcome).toBe('permitted');
    expect(opened(begins, answered(frameFormOf('text')))).toMatchObject({
      outcome: 'not-permitted',
      clauses: ['sent.in-turn'],
    });
    expect(opened(answered(frameFormOf('continuation')))).toMatchObject({ clauses: ['sent.in-turn'] });
  });

  test('a Ping is owed its Pong, and another payload does not answer it', () => {
    const ping = sent({ opcode: 'ping' });
    expect(opened(ping)).toMatchObject({ owed: [{ what: 'pong', clauses: ['frame.ping'] }] });
    expect(opened(ping, answered(frameFormOf('pong'), true))).toMatchObject({ owed: [] });
    expect(opened(ping, answered(frameFormOf('pong'), false))).toMatchObject({
      owed: [{ what: 'pong', clauses: ['frame.ping'] }],
    });
  });
});
