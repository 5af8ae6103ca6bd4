import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FRAME_AXIS_NAMES, FRAME_VALUES, type FrameFacts } from '../../src/spec/frame-axes.js';
import { frameFactsOf } from '../../src/spec/frame-facts.js';
import type { FrameLimits, LengthForm } from '../../src/spec/frame-header.js';
import { type FrameArrival, frameReader } from '../../src/spec/frame-reader.js';
import { type Frame, type FrameRead, printFrame, readFrame } from '../../src/spec/frames.js';
import { isUtf8, UTF8_INVALID, UTF8_WHOLE, utf8After } from '../../src/spec/utf8.js';

/** How often each outcome, reason and value of an axis came up, over all properties; printed at the end. */
const reach = new Map<string, number>();
const count = (what: string): void => void reach.set(what, (reach.get(what) ?? 0) + 1);

function noted<R extends FrameRead | FrameArrival>(read: R): R {
  count(read.outcome);
  if (read.outcome === 'refused') count(read.reason);
  if ('facts' in read) for (const axis of FRAME_AXIS_NAMES) count(`${axis} ${read.facts[axis]}`);
  if (read.outcome === 'frame') count(`form ${read.frame.lengthForm}`);
  return read;
}

const FORMS = [7, 16, 64] as const satisfies readonly LengthForm[];
/** Small enough that generated frames pass each of them now and then. */
const SMALL: FrameLimits = { payload: 300, message: 320 };
const WIDE: FrameLimits = { payload: 70_000, message: 1_000_000 };

const first = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0x01, 0x02, 0x00, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8a, 0xc1, 0x41) },
  { weight: 1, arbitrary: fc.nat(255) },
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map((one) => new TextEncoder().encode(one)),
  fc
    .constantFrom([0xc3], [0xa9], [0xe2, 0x82], [0xac], [0xc0, 0x80], [0xed, 0xa0, 0x80])
    .map((o) => new Uint8Array(o)),
);
const closeBody = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(1000, 1004, 1005, 1006, 1015, 1016, 2999, 3000, 999, 5000) },
      { weight: 1, arbitrary: fc.nat(0xffff) },
    ),
    text,
    fc.nat(9),
  )
  .map(([code, reason, kept]) => {
    const body = new Uint8Array([code >> 8, code & 0xff, ...reason]);
    return kept > 2 ? body : body.subarray(0, kept);
  });
const payload = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 2, arbitrary: closeBody },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(125, 126, 150, 299, 301).map((length) => new Uint8Array(length)) },
);
const key = fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: undefined });
const octetAndPayload = fc.oneof(
  { weight: 7, arbitrary: fc.tuple(first, payload) },
  { weight: 1, arbitrary: fc.tuple(fc.constant(0x88), closeBody) },
);
const parts = fc
  .tuple(octetAndPayload, key, fc.constantFrom(...FORMS))
  .map(([[octet, body], mask, form]) => ({
    fin: octet > 0x7f,
    reserved: (octet >> 4) & 7,
    opcode: octet & 15,
    payload: body,
    lengthForm: form,
    ...(mask === undefined ? {} : { key: mask }),
  }));
/** The start of a frame whose length refuses it. */
const refusing = fc
  .tuple(
    first,
    fc.constantFrom(0x7f, 0xff),
    fc.constantFrom(0x80, 0xff, 0x7f, 0x00),
    fc.uint8Array({ minLength: 7, maxLength: 12 }),
  )
  .map(([octet, second, top, rest]) => new Uint8Array([octet, second, top, ...rest]));

const joined = (all: readonly Uint8Array[]): Uint8Array => new Uint8Array(all.flatMap((one) => [...one]));

/** Octets of any kind: frames, now and then one that is refused, cut at the end; or just any. */
const stream = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.array(parts, { maxLength: 8 }), fc.option(refusing), fc.nat(12))
      .map(([frames, bad, cut]) => {
        const all = joined([...frames.map(printFrame), ...(bad === null ? [] : [bad])]);
        return all.subarray(0, cut < 6 ? all.length : Math.max(all.length - cut, 0));
      }),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
);
const cases = fc.record({
  octets: stream,
  ended: fc.boolean(),
  compressed: fc.boolean(),
  limits: fc.constantFrom(SMALL, WIDE),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** Octets cut at the given places (any order, any number, taken modulo the length). */
function cut(octets: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (octets.length + 1)), octets.length].sort((a, b) => a - b);
  return at.slice(1).map((to, i) => octets.subarray(at[i], to));
}

function arrivals(segments: readonly Uint8Array[], { ended, compressed, limits }: Omit<Case, 'octets'>) {
  const reader = frameReader({ from: 'client', compressed, limits });
  const told = segments.flatMap((segment) => reader.push(segment));
  return { told: ended ? [...told, ...reader.end()] : told, visited: reader.visited };
}

const RUNS = { numRuns: 1500 };

afterAll(() => {
  const lines = [...reach].sort().map(([what, times]) => `  ${what}: ${times}`);
  console.log(`reading frames, reached:\n${lines.join('\n')}`);
});

/**
 * The same reading, written as RFC 6455 §5.2 draws it and with nothing shared: all octets are there, lengths are
 * BigInt, and the mask is taken off octet by octet.
 */
function drawn(
  octets: Uint8Array,
  payloadLimit: number,
): Partial<Frame> | 'need-more' | 'top-bit' | 'over-limit' {
  const bits = (at: number, shift: number, width: number) =>
    ((octets[at] as number) >> shift) & (2 ** width - 1);
  if (octets.length < 2) return 'need-more';
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const short = bits(1, 0, 7);
  const more = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (more === 8 && octets.length > 2 && bits(2, 7, 1) === 1) return 'top-bit';
  if (octets.length < 2 + more) return 'need-more';
  const length = more === 0 ? BigInt(short) : more === 2 ? BigInt(view.getUint16(2)) : view.getBigUint64(2);
  if (length > BigInt(payloadLimit)) return 'over-limit';
  const masked = bits(1, 7, 1) === 1;
  const payloadAt = 2 + more + (masked ? 4 : 0);
  const end = payloadAt + Number(length);
  if (octets.length < end) return 'need-more';
  const mask = masked ? [...octets.subarray(2 + more, payloadAt)] : [];
  return {
    fin: bits(0, 7, 1) === 1,
    reserved: bits(0, 4, 3),
    opcode: bits(0, 0, 4),
    masked,
    length: Number(length),
    key: new Uint8Array(mask),
    payloadAt,
    end,
    payload: new Uint8Array(
      [...octets.subarray(payloadAt, end)].map((octet, i) => octet ^ (mask[i % 4] ?? 0)),
    ),
  };
}

describe('reading a frame', () => {
  test('is total: any octets give what the drawing of RFC 6455 gives, and nothing is thrown', () => {
    void fc.assert(
      fc.property(cases, ({ octets, ended, limits }) => {
        const alone = { ...limits, message: limits.payload };
        const read = noted(readFrame(octets, { ended, limits: alone }));
        const expected = drawn(octets, limits.payload);
        if (read.outcome === 'frame') expect(read.frame).toMatchObject(expected as object);
        else if (read.outcome === 'need-more') {
          expect([expected, ended, read.have]).toEqual(['need-more', false, octets.length]);
          expect(read.need).toBeGreaterThan(read.have);
        } else {
          expect(read.reason).toBe(expected === 'need-more' && ended ? 'ended-early' : expected);
          expect(read.at).toBeLessThanOrEqual(octets.length);
          const header = read.soFar.octets;
          expect(header).toEqual(octets.subarray(0, header.length));
          expect(header.length).toBeLessThanOrEqual(14);
        }
      }),
      RUNS,
    );
  });

  test('is lossless: a frame is printed as the octets it was read from', () => {
    void fc.assert(
      fc.property(cases, ({ octets }) => {
        const read = noted(readFrame(octets, { limits: WIDE }));
        if (read.outcome !== 'frame') return;
        expect(printFrame(read.frame)).toEqual(octets.subarray(0, read.frame.end));
      }),
      RUNS,
    );
  });

  test('gives back the parts that a frame was printed from', () => {
    void fc.assert(
      fc.property(parts, (one) => {
        const octets = printFrame(one);
        const read = noted(readFrame(octets, { limits: WIDE }));
        const frame = read.outcome === 'frame' ? read.frame : undefined;
        const { lengthForm, ...rest } = one;
        expect(frame).toMatchObject(rest);
        expect(frame?.masked).toBe('key' in one);
        expect(frame?.lengthForm).toBe(Math.max(lengthForm, one.payload.length > 125 ? 16 : 7));
        expect(frame?.end).toBe(octets.length);
      }),
      RUNS,
    );
  });

  test('from an offset gives the same, moved by the offset', () => {
    void fc.assert(
      fc.property(cases, fc.uint8Array({ maxLength: 9 }), ({ octets, ended, limits }, before) => {
        const by = before.length;
        const alone = noted(readFrame(octets, { ended, limits }));
        const got = readFrame(new Uint8Array([...before, ...octets]), { from: by, ended, limits });
        if (alone.outcome === 'need-more') expect(got).toEqual(alone);
        else if (alone.outcome === 'frame') {
          const { at, payloadAt, end } = alone.frame;
          const moved = { at: at + by, payloadAt: payloadAt + by, end: end + by };
          expect(got).toEqual({ outcome: 'frame', frame: { ...alone.frame, ...moved } });
        } else {
          const soFar = { ...alone.soFar, at: alone.soFar.at + by };
          expect(got).toEqual({ ...alone, at: alone.at + by, soFar });
        }
      }),
      RUNS,
    );
  });

  test('needs as many octets as it says: with fewer the answer stays, with these it is another', () => {
    void fc.assert(
      fc.property(cases, fc.nat(400), ({ octets, limits }, place) => {
        const have = place % (octets.length + 1);
        const read = noted(readFrame(octets.subarray(0, have), { limits }));
        if (read.outcome !== 'need-more' || read.need > octets.length) return;
        for (let more = have; more < read.need; more += 1) {
          expect(readFrame(octets.subarray(0, more), { limits })).toEqual({ ...read, have: more });
        }
        const next = readFrame(octets.subarray(0, read.need), { limits });
        if (next.outcome === 'need-more') expect(next.need).toBeGreaterThan(read.need);
        count('enough');
      }),
      RUNS,
    );
  });
});

describe('a reader', () => {
  const places = fc.array(fc.nat(2000), { maxLength: 12 });

  test('does not depend on segments: any cut of the octets gives what one piece gives', () => {
    void fc.assert(
      fc.property(cases, places, ({ octets, ...how }, at) => {
        const { told } = arrivals([octets], how);
        for (const one of told) noted(one);
        expect(arrivals([new Uint8Array(0), ...cut(octets, at)], how).told).toEqual(told);
      }),
      RUNS,
    );
  });

  test('tells one octet at a time the same, each as soon as it is known', () => {
    void fc.assert(
      fc.property(cases, ({ octets, compressed, limits }) => {
        const reader = frameReader({ from: 'server', compressed, limits });
        const told: FrameArrival[] = [];
        for (let have = 1; have <= octets.length; have += 1) {
          told.push(...reader.push(octets.subarray(have - 1, have)));
          if (have % 7 === 0 || have === octets.length) {
            const alone = arrivals([octets.subarray(0, have)], { ended: false, compressed, limits });
            expect(told).toEqual(alone.told);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('tells the frames that reading one behind the other gives, and their octets are all that came', () => {
    void fc.assert(
      fc.property(cases, ({ octets, ...how }) => {
        const { told } = arrivals([octets], how);
        let at = 0;
        for (const one of told) {
          if (one.outcome === 'frame') {
            expect(readFrame(octets, { from: at, limits: WIDE })).toEqual({
              outcome: 'frame',
              frame: one.frame,
            });
            expect(printFrame(one.frame)).toEqual(octets.subarray(at, one.frame.end));
            at = one.frame.end;
          } else {
            expect(one).toBe(told.at(-1));
            expect(one.soFar.at).toBe(at);
          }
        }
        const last = readFrame(octets, { from: at, ended: how.ended, limits: WIDE });
        if (told.at(-1)?.outcome !== 'refused') {
          expect(at === octets.length || last.outcome === 'need-more').toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('looks at each octet a bounded number of times, however the octets are cut', () => {
    // A header is copied and read at most four times. A payload is copied (twice on average), unmasked, and read.
    const most = (octets: number) => 7 * octets + 8;
    const hostile: [string, Uint8Array][] = [
      ['empty frames', new Uint8Array([0x82, 0x00])],
      ['empty masked frames', printFrame({ opcode: 2, key: new Uint8Array(4) })],
      ['longest headers', printFrame({ opcode: 2, key: new Uint8Array(4), lengthForm: 64 })],
      [
        'one masked text frame',
        printFrame({ opcode: 1, key: new Uint8Array(4), payload: new Uint8Array(9000) }),
      ],
      ['one plain frame', printFrame({ opcode: 2, payload: new Uint8Array(9000) })],
      ['small text fragments', printFrame({ opcode: 0, fin: false, payload: new Uint8Array(5).fill(0x61) })],
    ];
    for (const [name, part] of hostile) {
      for (const size of [1_000, 36_000]) {
        const head = printFrame({ opcode: 1, fin: false });
        const times = Math.ceil(size / part.length);
        const octets = joined([head, ...Array.from({ length: times }, () => part)]);
        for (const step of [1, 100, octets.length]) {
          const segments: Uint8Array[] = [];
          for (let at = 0; at < octets.length; at += step) segments.push(octets.subarray(at, at + step));
          const { told, visited } = arrivals(segments, { ended: true, compressed: false, limits: WIDE });
          expect(told).toHaveLength(times + 1);
          expect(visited, `${name}, ${octets.length} octets by ${step}`).toBeLessThan(most(octets.length));
          expect(visited).toBeGreaterThanOrEqual(octets.length);
        }
      }
    }
    void fc.assert(
      fc.property(cases, places, ({ octets, ...how }, at) => {
        expect(arrivals(cut(octets, at), how).visited).toBeLessThanOrEqual(most(octets.length));
      }),
      RUNS,
    );
  });
});

/** What another decoder says of octets: whether they are UTF-8, at the end or so far. */
function decodes(octets: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(octets, { stream });
    return true;
  } catch {
    return false;
  }
}

describe('UTF-8', () => {
  const octets = fc.oneof(
    fc.array(text, { maxLength: 4 }).map(joined),
    fc.uint8Array({ maxLength: 6 }),
    fc
      .array(
        fc.constantFrom(
          0x7f,
          0x80,
          0x8f,
          0x90,
          0x9f,
          0xa0,
          0xbf,
          0xc1,
          0xc2,
          0xdf,
          0xe0,
          0xed,
          0xef,
          0xf0,
          0xf4,
          0xf5,
        ),
        {
          maxLength: 5,
        },
      )
      .map((all) => new Uint8Array(all)),
  );

  test('is what another decoder takes, at the end and so far, from any offset', () => {
    void fc.assert(
      fc.property(octets, fc.nat(3), (all, from) => {
        const rest = all.subarray(from);
        count(decodes(rest, false) ? 'utf8' : decodes(rest, true) ? 'utf8 so far' : 'not utf8');
        expect(isUtf8(all, from)).toBe(decodes(rest, false));
        expect(utf8After(UTF8_WHOLE, all, from) !== UTF8_INVALID).toBe(decodes(rest, true));
      }),
      { numRuns: 10_000 },
    );
  });

  test('agrees for every one and two octets, and for every three and four that begin a long character', () => {
    const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
    const agree = (...all: number[]) => {
      const one = new Uint8Array(all);
      if (isUtf8(one) !== decodes(one, false)) throw new Error(`not so of ${all}`);
    };
    for (let a = 0; a < 256; a += 1) {
      agree(a);
      for (let b = 0; b < 256; b += 1) agree(a, b);
      if (a < 0xc0) continue;
      for (const b of edges) for (const c of edges) agree(a, b, c);
      for (const b of edges) for (const c of edges) for (const d of edges) agree(a, b, c, d);
    }
  });

  test('does not depend on segments', () => {
    void fc.assert(
      fc.property(octets, fc.array(fc.nat(40), { maxLength: 4 }), (all, at) => {
        const state = cut(all, at).reduce((before, one) => utf8After(before, one), UTF8_WHOLE);
        expect(state).toBe(utf8After(UTF8_WHOLE, all));
      }),
      RUNS,
    );
  });

  test('of a message in fragments is told as of the whole, with control frames between them', () => {
    void fc.assert(
      fc.property(octets, places(), fc.boolean(), (all, at, between) => {
        const pieces = cut(all, at);
        const ping = printFrame({ opcode: 9, payload: new Uint8Array([0xff]) });
        const frames = pieces.map((piece, i) =>
          printFrame({ opcode: i === 0 ? 1 : 0, fin: i === pieces.length - 1, payload: piece }),
        );
        const { told } = arrivals(
          frames.flatMap((frame) => (between ? [ping, frame] : [frame])),
          {
            ended: true,
            compressed: false,
            limits: WIDE,
          },
        );
        const facts = told.flatMap((one): FrameFacts[] => ('facts' in one ? [one.facts] : []));
        const data = facts.filter((one) => one.opcode !== 'ping');
        let length = 0;
        const expected = pieces.map((piece, i) => {
          length += piece.length;
          return decodes(all.subarray(0, length), i < pieces.length - 1) ? 'plain' : 'not-utf8';
        });
        expect(data.map((one) => one.payload)).toEqual(expected);
        expect(facts.every((one) => one.opcode !== 'ping' || one.payload === 'plain')).toBe(true);
        count(`message ${expected.at(-1)}`);
      }),
      RUNS,
    );

    function places() {
      return fc.array(fc.nat(40), { maxLength: 4 });
    }
  });
});

test('the facts of a single frame are values of their axes, and the first that a reader tells', () => {
  void fc.assert(
    fc.property(parts, fc.boolean(), (one, compressed) => {
      const octets = printFrame(one);
      const read = readFrame(octets, { limits: WIDE });
      if (read.outcome !== 'frame') throw new Error('what was printed is not a frame');
      const facts = frameFactsOf(read.frame, { compressed, limits: WIDE });
      const [told] = arrivals([octets], { ended: true, compressed, limits: WIDE }).told;
      expect(told).toEqual({ outcome: 'frame', frame: read.frame, facts });
      for (const axis of FRAME_AXIS_NAMES) expect(FRAME_VALUES[axis]).toContain(facts[axis]);
      expect(Object.keys(facts)).toEqual(FRAME_AXIS_NAMES);
    }),
    RUNS,
  );
});

test('the properties reached every outcome, every reason to refuse, every form and every value of every axis', () => {
  const outcomes = ['frame', 'need-more', 'refused', 'top-bit', 'over-limit', 'ended-early', 'enough'];
  const texts = ['utf8', 'utf8 so far', 'not utf8', 'message plain', 'message not-utf8'];
  const values = FRAME_AXIS_NAMES.flatMap((axis) => FRAME_VALUES[axis].map((value) => `${axis} ${value}`));
  const every = [...outcomes, ...texts, ...values, ...FORMS.map((form) => `form ${form}`)];
  expect([...reach.keys()].sort()).toEqual(every.sort());
});
