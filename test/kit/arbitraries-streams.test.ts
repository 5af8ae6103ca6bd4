/**
 * The arbitraries of answers, frames and conversations: each gives what it says, reaches all it says, and
 * its shrinks keep the claim.
 */
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type Conversation,
  closeFrame,
  conversation,
  frame,
  type GeneratedFrame,
  type GeneratedResponse,
  responseHead,
} from '../../src/kit/index.js';
import { ANSWER_PARTS, type AnswerPart, FORM, formFaults, STATUSES } from '../../src/spec/answer.js';
import { chunkReader } from '../../src/spec/chunks.js';
import { factsOf } from '../../src/spec/facts.js';
import {
  FRAME_AXIS_NAMES,
  FRAME_VALUES,
  type FrameFacts,
  REFERENCE_FRAME,
} from '../../src/spec/frame-axes.js';
import { frameReader } from '../../src/spec/frame-reader.js';
import { readFrame } from '../../src/spec/frames.js';
import { latin1, linesOf, readRequest, readResponse } from '../../src/spec/message.js';
import { readResponseFacts } from '../../src/spec/response.js';
import { counted, descent, shrunk } from './shrinks.js';

const reach = counted();
afterAll(() => console.log(reach.printed('arbitraries of streams, reached')));

const joined = (all: readonly Uint8Array[]): Uint8Array => Buffer.concat(all);

describe('a response head', () => {
  const PARTS = Object.keys(ANSWER_PARTS) as readonly AnswerPart[];
  const statuses = STATUSES.filter((status) => status !== 'bare');
  /** Every value of every part; without a label there is no head. */
  const every = [
    ...statuses.map((status) => `status ${status}`),
    ...PARTS.flatMap((part) => ANSWER_PARTS[part].map((value) => `${part} ${value}`)),
  ].filter((value) => value !== 'version none');

  function isAsItSays({ octets, facts, asked }: GeneratedResponse): void {
    const read = readResponse(octets);
    if (read.outcome !== 'head') throw new Error(`not read: ${read.outcome}`);
    expect(read.head.length).toBe(octets.length);
    expect(readResponseFacts(read.head, asked)).toEqual(facts);
  }

  test('has the facts it says, given what was asked: every status and every value of every part', () => {
    fc.assert(
      fc.property(responseHead(), (head) => {
        isAsItSays(head);
        reach.note(`answer status ${head.facts.status}`);
        for (const part of PARTS) reach.note(`answer ${part} ${head.facts[part]}`);
        const context = { servedAs: '1.1', closing: 'no', refusesVersion: 'no' } as const;
        const faults = formFaults(head.facts, { ...context, status: head.facts.status });
        for (const clause of faults) reach.note(`answer against ${clause}`);
        reach.note(faults.length === 0 ? 'answers permitted' : 'answers at fault');
      }),
      { numRuns: 10_000 },
    );
    expect(reach.of('answer ').filter((value) => !value.startsWith('against '))).toEqual([...every].sort());
  });

  test('is at fault by every clause of the form of an answer to a request of HTTP/1.1 that persists', () => {
    const context = { servedAs: '1.1', closing: 'no', refusesVersion: 'no' };
    const asked = FORM.rows.filter(({ when }) =>
      Object.entries(context).every(
        ([axis, value]) => (when as Record<string, readonly string[]>)[axis]?.includes(value) ?? true,
      ),
    );
    const clauses = asked.map(({ clause }) => clause).filter((clause) => clause !== 'form.bare');
    expect(reach.of('answer against ')).toEqual([...clauses].sort());
  });

  test('of a status has that status', () => {
    for (const status of statuses) {
      for (const head of fc.sample(responseHead({ status }), 50)) {
        isAsItSays(head);
        expect(head.facts.status).toBe(status);
      }
    }
    expect(() => responseHead({ status: 'bare' })).toThrow('without a head');
  });

  test('shrinks to a 101 that is permitted, and to one fault where one is looked for', () => {
    const context = { status: '101', servedAs: '1.1', closing: 'no', refusesVersion: 'no' } as const;
    const least = shrunk(responseHead(), () => true);
    expect(formFaults(least.facts, context)).toEqual([]);
    reach.note('octets of the least answer', least.octets.length);
    for (const clause of [
      'form.switch-proof',
      'form.switch-no-close',
      'negotiation.parameters',
      'form.interim',
    ]) {
      const faulty = shrunk(responseHead({ status: '101' }), ({ facts }) =>
        formFaults(facts, context).includes(clause),
      );
      expect(formFaults(faulty.facts, context)).toEqual([clause]);
    }
  });

  test('keeps its facts true in every shrink', () => {
    for (const head of descent(responseHead(), 300)) isAsItSays(head);
  });
});

describe('a frame', () => {
  const every = FRAME_AXIS_NAMES.flatMap((axis) => FRAME_VALUES[axis].map((value) => `${axis} ${value}`));
  const distance = (facts: FrameFacts): number =>
    FRAME_AXIS_NAMES.filter((axis) => facts[axis] !== REFERENCE_FRAME[axis]).length;

  function isAsItSays({ octets, facts, compressed }: GeneratedFrame): void {
    const told = frameReader({ from: 'client', compressed }).push(octets);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ facts });
    const end = told[0]?.outcome === 'frame' ? told[0].frame.end : octets.length;
    expect(end).toBe(octets.length);
  }

  test('has the facts it says: every value of every axis', () => {
    fc.assert(
      fc.property(frame(), (one) => {
        isAsItSays(one);
        for (const axis of FRAME_AXIS_NAMES) reach.note(`frame ${axis} ${one.facts[axis]}`);
      }),
      { numRuns: 5000 },
    );
    expect(reach.of('frame ')).toEqual([...every].sort());
  });

  test('keeps what is given, alone and together', () => {
    for (const axis of FRAME_AXIS_NAMES) {
      for (const value of FRAME_VALUES[axis]) {
        for (const one of fc.sample(frame({ [axis]: value } as Partial<FrameFacts>), 30)) {
          isAsItSays(one);
          expect(one.facts[axis]).toBe(value);
        }
      }
    }
    fc.assert(
      fc.property(frame(), fc.subarray([...FRAME_AXIS_NAMES]), fc.nat(), ({ facts }, axes, seed) => {
        const given = Object.fromEntries(axes.map((axis) => [axis, facts[axis]])) as Partial<FrameFacts>;
        for (const one of fc.sample(frame(given), { numRuns: 3, seed })) {
          isAsItSays(one);
          expect(one.facts).toMatchObject(given);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('that cannot be is refused with the reason', () => {
    expect(() => frame({ opcode: 'ping', payload: 'one-octet' })).toThrow('only a Close has a code');
    expect(() => frame({ length: 'top-bit', payload: 'not-utf8' })).toThrow('no payload is read');
  });

  test('shrinks to the shortest, and to the fewest differences from a short text', () => {
    expect(shrunk(frame(), () => true).octets).toEqual(new Uint8Array([0x81, 0x80, 0, 0, 0, 0]));
    for (const axis of FRAME_AXIS_NAMES) {
      for (const value of FRAME_VALUES[axis]) {
        const least = shrunk(frame(), ({ facts }) => facts[axis] === value);
        const needsClose = axis === 'payload' && value !== 'plain' && value !== 'not-utf8';
        expect(distance(least.facts), `${axis} ${value}`).toBeLessThanOrEqual(needsClose ? 2 : 1);
        if (least.facts.length === 'short') expect(least.octets.length).toBeLessThanOrEqual(8);
      }
    }
  });

  test('keeps its facts true in every shrink', () => {
    for (const one of descent(frame({ mask: 'unmasked' }), 300)) {
      isAsItSays(one);
      expect(one.facts.mask).toBe('unmasked');
    }
  });

  test('that closes has every kind of body, and each code at the edges of its kind', () => {
    const codes = new Set<number>();
    fc.assert(
      fc.property(closeFrame(), (one) => {
        isAsItSays(one);
        expect(one.facts.opcode).toBe('close');
        reach.note(`close ${one.facts.payload}`);
        const read = readFrame(one.octets);
        const [high, low] = read.outcome === 'frame' ? read.frame.payload : [];
        if (high !== undefined && low !== undefined) codes.add(high * 256 + low);
        if (high === undefined) reach.note('close without a body');
      }),
      { numRuns: 10_000 },
    );
    expect(reach.of('close ').filter((value) => value !== 'without a body')).toEqual(
      [...FRAME_VALUES.payload].sort(),
    );
    for (const edge of [
      ...[0, 999, 1000, 1003, 1004, 1005, 1006, 1007, 1014],
      ...[1015, 1016, 2999, 3000, 4999, 5000, 65_535],
    ]) {
      expect(codes, String(edge)).toContain(edge);
    }
    expect(shrunk(closeFrame(), () => true).octets).toEqual(new Uint8Array([0x88, 0x80, 0, 0, 0, 0]));
  });
});

describe('a conversation', () => {
  const sentBy = ({ steps }: Conversation): Uint8Array =>
    joined(steps.flatMap((step) => (step.what === 'octets' ? [step.octets] : [])));

  /** What holds of each: steps are the octets up to the end, and nothing stands behind that. */
  function isWhole(one: Conversation): void {
    const sent = sentBy(one);
    expect(Buffer.compare(sent, one.octets.subarray(0, sent.length))).toBe(0);
    const ends = one.steps
      .slice(one.steps.findIndex(({ what }) => what !== 'octets'))
      .map(({ what }) => what);
    if (one.steps.every(({ what }) => what === 'octets')) expect(sent.length).toBe(one.octets.length);
    else expect(ends.join()).toBeOneOf(['fin', 'rst', 'fin,rst']);
    for (const step of one.steps) if (step.what === 'octets') expect(step.octets.length).toBeGreaterThan(0);
    let at = 0;
    for (const part of one.parts) {
      expect(part.at).toBe(at);
      at = part.end;
    }
    expect(at).toBe(one.octets.length);
  }

  /** Whether whole content is as long as its head says. */
  function isFramed(one: Conversation): void {
    for (const [index, part] of one.parts.entries()) {
      const before = one.parts[index - 1];
      if (part.what !== 'content' || before === undefined) continue;
      const octets = one.octets.subarray(part.at, part.end);
      const read = readRequest(one.octets.subarray(before.at, before.end));
      if (read.outcome !== 'head') throw new Error('content stands behind a head');
      const [length] = linesOf(read.head, 'content-length');
      const isChunked = linesOf(read.head, 'transfer-encoding').length > 0;
      if (isChunked || length === undefined) {
        const reader = chunkReader();
        const told = reader.push(octets);
        const is = told.outcome === 'fault' ? 'fault' : told.outcome === 'end' ? 'whole' : 'short';
        expect(part.is).toBe(is);
      } else {
        const missing = Number.parseInt(length.value, 10) - octets.length;
        expect(part.is).toBe(missing === 0 ? 'whole' : 'short');
        if (missing === 1) reach.note('content that is one octet short');
      }
    }
  }

  test('is octets in segments and then its end, made of the parts it says', () => {
    fc.assert(
      fc.property(conversation(), (one) => {
        isWhole(one);
        isFramed(one);
        for (const part of one.parts) {
          const octets = one.octets.subarray(part.at, part.end);
          if (part.what === 'request') {
            const read = factsOf(octets);
            expect(read.outcome === 'facts' && read.facts).toEqual(part.facts);
          }
          if (part.what === 'frame') {
            const [told] = [true, false].map(
              (compressed) => frameReader({ from: 'client', compressed }).push(octets)[0],
            );
            expect(told).toBeDefined();
          }
        }
        noteKinds(one);
      }),
      { numRuns: 3000 },
    );
    expect(reach.of('conversation ')).toEqual([...KINDS].sort());
    expect(reach.times('content that is one octet short')).toBeGreaterThan(0);
  }, 60_000);

  const KINDS = [
    'that is empty',
    'that stays open',
    'with fin at its end',
    'with fin before its end',
    'with rst at its end',
    'with rst before its end',
    'with rst behind fin',
    'in one segment',
    'in several segments',
    'octet by octet',
    'with requests pipelined',
    'with content whole',
    'with content short',
    'with content fault',
    'with a handshake after a request',
    'with frames behind a handshake',
    'with a request behind a handshake',
    'with anything in it',
  ] as const;

  function noteKinds(one: Conversation): void {
    const note = (kind: (typeof KINDS)[number], holds: boolean): void => {
      if (holds) reach.note(`conversation ${kind}`);
    };
    const ends = one.steps.filter(({ what }) => what !== 'octets').map(({ what }) => what);
    const isCut = sentBy(one).length < one.octets.length;
    const segments = one.steps.length - ends.length;
    const offers = one.parts.map((part) => part.what === 'request' && part.facts.upgrade === 'websocket');
    const offer = offers.indexOf(true);
    const behind = offer < 0 ? [] : one.parts.slice(offer + 1);
    note('that is empty', one.octets.length === 0);
    note('that stays open', ends.length === 0);
    for (const end of ['fin', 'rst'] as const) {
      note(`with ${end} at its end`, ends[0] === end && !isCut);
      note(`with ${end} before its end`, ends[0] === end && isCut);
    }
    note('with rst behind fin', ends.join() === 'fin,rst');
    note('in one segment', segments === 1);
    note('in several segments', segments > 1);
    note('octet by octet', segments > 1 && segments === Math.min(sentBy(one).length, 1001));
    note('with requests pipelined', one.parts.filter(({ what }) => what === 'request').length > 1);
    for (const part of one.parts) if (part.what === 'content') note(`with content ${part.is}`, true);
    note('with a handshake after a request', offer > 0);
    note('with frames behind a handshake', behind[0]?.what === 'frame');
    note('with a request behind a handshake', behind[0]?.what === 'request');
    note(
      'with anything in it',
      one.parts.some(({ what }) => what === 'anything'),
    );
  }

  test('shrinks to nothing, to one part, and to one segment', () => {
    expect(shrunk(conversation(), () => true)).toEqual({ steps: [], octets: new Uint8Array(0), parts: [] });
    const framed = shrunk(conversation(), ({ parts }) => parts.some(({ what }) => what === 'frame'));
    expect(framed.parts.map(({ what }) => what)).toEqual(['request', 'frame']);
    expect(framed.steps).toHaveLength(1);
    reach.note('octets of the least conversation with a frame', framed.octets.length);
    const reset = shrunk(conversation(), ({ steps }) => steps.some(({ what }) => what === 'rst'));
    expect(reset.steps).toEqual([{ what: 'rst' }]);
    const cut = shrunk(
      conversation(),
      ({ steps }) => steps.length > 1 && steps.every(({ what }) => what === 'octets'),
    );
    expect(cut.steps).toHaveLength(2);
    reach.note('octets of the least conversation in two segments', cut.octets.length);
  });

  test('keeps what it claims in every shrink', () => {
    for (const one of descent(conversation(), 300)) {
      isWhole(one);
      isFramed(one);
    }
  }, 60_000);

  test('is plain data: written as JSON and read again it is the same', () => {
    const asList = (_: string, value: unknown) => (value instanceof Uint8Array ? latin1(value) : value);
    for (const one of fc.sample(conversation(), 100)) {
      const written = JSON.stringify(one, asList);
      expect(JSON.stringify(JSON.parse(written))).toBe(written);
      expect(fc.stringify(one)).not.toContain('Uint8Array');
    }
  });
});
