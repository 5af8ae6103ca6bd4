/**
 * The tables about frames, asked about every frame that there can be.
 *
 * 1. Every row decides somewhere, and a row that is dropped or moved is noticed.
 * 2. Octets behind a 101, in any segmentation, give frames, "need more", or a fault with a clause that has prose.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FRAME_FORM,
  FRAME_STANDARDS,
  type FrameRules,
  frameFaults,
  frameFormOf,
  frameSpace,
  frameVerdictKey,
  permittedForFrame,
  RECEIVING,
} from '../../src/spec/active.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import {
  FRAME_AXIS_NAMES,
  FRAME_VALUES,
  type FrameFacts,
  REFERENCE_FRAME,
} from '../../src/spec/frame-axes.js';
import { frameReader } from '../../src/spec/frame-reader.js';
import { printFrame } from '../../src/spec/frames.js';
import { defineTable, type Row } from '../../src/spec/table.js';

const SPACE = frameSpace();
const takes = (facts: Partial<FrameFacts>): readonly string[] =>
  permittedForFrame({ ...REFERENCE_FRAME, ...facts }).map((verdict) => verdict.takes);

describe('the space of frames', () => {
  test('has every combination of values once', () => {
    const size = FRAME_AXIS_NAMES.reduce((all, axis) => all * FRAME_VALUES[axis].length, 1);
    expect(SPACE.length).toBe(size);
    expect(new Set(SPACE.map((facts) => JSON.stringify(facts))).size).toBe(size);
    console.log(
      `${size} frames, ${new Set(SPACE.flatMap((one) => permittedForFrame(one)).map(frameVerdictKey)).size} verdicts`,
    );
  });

  test('has no value that makes no difference', () => {
    const said = (facts: FrameFacts): string =>
      JSON.stringify([permittedForFrame(facts), frameFaults(facts)]);
    const idle = FRAME_AXIS_NAMES.flatMap((axis) =>
      FRAME_VALUES[axis].flatMap((value, at) =>
        FRAME_VALUES[axis]
          .slice(at + 1)
          .filter((other) =>
            SPACE.every((facts) => said({ ...facts, [axis]: value }) === said({ ...facts, [axis]: other })),
          )
          .map((other) => `${axis}: ${value} and ${other}`),
      ),
    );
    expect(idle).toEqual([]);
  });
});

/** The rules with the rows of the first table changed. */
const changed = (rows: readonly Row<FrameFacts, 'take' | 'ignore' | 'fail'>[]): FrameRules => ({
  ...FRAME_STANDARDS,
  receiving: defineTable(RECEIVING.title, RECEIVING.space, rows),
});
const noticed = (rules: FrameRules): boolean =>
  SPACE.some(
    (facts) => JSON.stringify(permittedForFrame(facts, rules)) !== JSON.stringify(permittedForFrame(facts)),
  );

describe('what is decided about every frame', () => {
  test('is as it was: a changed verdict is a breaking change', () => {
    const count = (of: readonly string[]): Readonly<Record<string, number>> =>
      Object.fromEntries(
        [...new Set(of)].sort().map((one) => [one, of.filter((other) => other === one).length]),
      );
    // how many frames each clause decides about, and how many each form forbids
    expect(count(SPACE.map((facts) => permittedForFrame(facts)[0]?.clause ?? ''))).toMatchSnapshot();
    expect(count(SPACE.flatMap((facts) => frameFaults(facts)))).toMatchSnapshot();
    const all = SPACE.map((facts) => JSON.stringify([facts, permittedForFrame(facts), frameFaults(facts)]));
    expect(createHash('sha256').update(all.join('\n')).digest('hex').slice(0, 16)).toMatchSnapshot();
  });
});

describe('what a server does with a frame it receives', () => {
  test('every row decides about some frame', () => {
    const deciding = new Set(SPACE.flatMap((facts) => permittedForFrame(facts).map(({ clause }) => clause)));
    expect(RECEIVING.rows.map(({ clause }) => clause).filter((clause) => !deciding.has(clause))).toEqual([]);
  });

  test('a row that is dropped is noticed, but the last, which always holds', () => {
    const rows = RECEIVING.rows.slice(0, -1);
    const silent = rows.filter((row) => !noticed(changed(RECEIVING.rows.filter((one) => one !== row))));
    expect(silent.map(({ clause }) => clause)).toEqual([]);
  });

  test('two rows that change places are noticed, unless no frame meets both', () => {
    const silent = RECEIVING.rows.slice(0, -2).flatMap((row, at) => {
      const next = RECEIVING.rows[at + 1];
      if (next === undefined) return [];
      const rows = [...RECEIVING.rows.slice(0, at), next, row, ...RECEIVING.rows.slice(at + 2)];
      return noticed(changed(rows)) ? [] : [`${row.clause} / ${next.clause}`];
    });
    // opcodes exclude each other, and so do payloads and lengths
    expect(silent).toEqual([
      'frame.opcode-unknown / frame.compressed-later',
      'frame.text-not-utf8 / closing.reason-not-utf8',
      'frame.too-big / frame.length-top-bit',
      'frame.length-top-bit / frame.control-too-long',
      'closing.body-one-octet / closing.code-received',
      'closing.code-received / closing.code-without-meaning',
      'closing.received / frame.ping',
      'frame.ping / frame.pong',
    ]);
  });

  test('what RFC 6455 says of the receiver is decided, and where it binds the sender alone there is a choice', () => {
    expect(takes({})).toEqual(['data', 'data', 'fault']);
    expect(takes({ mask: 'unmasked' })).toEqual(['fault']);
    expect(takes({ reserved: 'unknown' })).toEqual(['fault']);
    expect(takes({ opcode: 'unknown' })).toEqual(['fault']);
    expect(takes({ payload: 'not-utf8' })).toEqual(['fault']);
    expect(takes({ payload: 'not-utf8', fin: 'more' })).toEqual(['fault', 'data', 'data']);
    expect(takes({ opcode: 'binary', payload: 'not-utf8' })).toEqual(['data', 'data', 'fault']);
    expect(takes({ opcode: 'ping', length: 'long' })).toEqual(['fault', 'nothing', 'ping']);
    expect(takes({ opcode: 'close', payload: 'code-forbidden' })).toEqual(['fault', 'close']);
    expect(takes({ opcode: 'close', payload: 'code-reserved' })).toEqual(['close', 'fault']);
    expect(takes({ length: 'not-minimal' })).toEqual(['data', 'data', 'fault']);
  });
});

describe('what the frames of a server are like', () => {
  test('every frame that is sent breaks nothing', () => {
    for (const opcode of FRAME_VALUES.opcode.filter((one) => one !== 'unknown')) {
      expect(frameFaults(frameFormOf(opcode))).toEqual([]);
      expect(frameFaults(frameFormOf(opcode, 'more'))).toEqual([]);
    }
  });

  test('every row is broken by some frame, and by that row alone', () => {
    const alone = new Set(
      SPACE.map((facts) => frameFaults(facts)).flatMap((faults) => (faults.length === 1 ? faults : [])),
    );
    expect(FRAME_FORM.rows.map(({ clause }) => clause).filter((clause) => !alone.has(clause))).toEqual([]);
  });
});

describe('any octets behind a 101', () => {
  const bits = fc.record({
    opcode: fc.constantFrom(0, 1, 2, 3, 8, 9, 10, 11),
    fin: fc.boolean(),
    reserved: fc.constantFrom(0, 0, 0, 4, 2),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom(new Uint8Array(126), new Uint8Array([3, 237]), new Uint8Array([0xc3])),
    ),
    key: fc.constantFrom(new Uint8Array(4), new Uint8Array([1, 2, 3, 4]), new Uint8Array(0)),
  });
  const octets = fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ maxLength: 8 }).map((some) => new Uint8Array([0x82, 0xff, 0x80, ...some])),
    },
    {
      weight: 3,
      arbitrary: fc
        .array(bits, { minLength: 1, maxLength: 4 })
        .map((frames) => new Uint8Array(frames.flatMap((one) => [...printFrame(one)]))),
    },
  );

  test('give frames, need more, or a fault with its clause, however they are cut', () => {
    const seen = { frames: 0, faults: 0, more: 0, refused: 0 };
    const clauses = new Set<string>();
    fc.assert(
      fc.property(octets, fc.array(fc.nat(60), { maxLength: 4 }), (all, cuts) => {
        const whole = frameReader({ from: 'client', compressed: true });
        const told = whole.push(all);
        const cut = frameReader({ from: 'client', compressed: true });
        const ends = [...cuts.map((at) => Math.min(at, all.length)).sort((a, b) => a - b), all.length];
        const pieces = ends.map((end, at) => all.subarray(ends[at - 1] ?? 0, end));
        expect(pieces.flatMap((piece) => cut.push(piece))).toEqual(told);
        expect(cut.begun).toEqual(whole.begun);
        for (const one of told) {
          if (!('facts' in one)) continue;
          const verdicts = permittedForFrame(one.facts);
          expect(verdicts.length).toBeGreaterThan(0);
          for (const { clause } of verdicts) {
            expect(CLAUSES[clause]?.sentence).toBeDefined();
            clauses.add(clause);
          }
          seen.frames++;
          if (verdicts[0]?.takes === 'fault') seen.faults++;
          if (one.outcome === 'refused') seen.refused++;
        }
        if (told.at(-1)?.outcome !== 'refused' && whole.end().length > 0) seen.more++;
      }),
      { numRuns: 2000 },
    );
    console.log(`${JSON.stringify(seen)}, ${clauses.size} of ${RECEIVING.rows.length} clauses`);
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
    expect(clauses.size).toBeGreaterThan(12);
  });
});
