/** Chunked content: its grammar, its limits, and the three laws of reading on any octets. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ChunkFault,
  type ChunkPart,
  type ChunksRead,
  chunkReader,
  DEFAULT_CHUNK_LIMITS,
  readChunks,
} from '../../src/spec/chunks.js';
import { latin1, octetsOf } from '../../src/spec/message.js';

const read = (text: string): ChunksRead => readChunks(octetsOf(text));
const END = '0\r\n\r\n';
const HELLO = `\r\nhello\r\n${END}`;

/** Where a text is at fault, and why. */
function faultOf(text: string): [ChunkFault, number] {
  const got = read(text);
  if (got.outcome !== 'fault') throw new Error(`${JSON.stringify(text)}: ${got.outcome}`);
  return [got.reason, got.at];
}

/** Parts of several segments as those of one: what adjoins and is of one kind is one part. */
function joined(parts: readonly ChunkPart[]): ChunkPart[] {
  const all: ChunkPart[] = [];
  for (const part of parts) {
    const before = all.at(-1);
    if (before?.kind === part.kind && before.end === part.at)
      all[all.length - 1] = { ...before, end: part.end };
    else all.push(part);
  }
  return all;
}

describe('chunked content', () => {
  test.each([
    END,
    `5${HELLO}`,
    `00005${HELLO}`,
    `0000000000000005${HELLO}`,
    `5;ext${HELLO}`,
    `5;ext="a"${HELLO}`,
    `5;ext=long;b=c${HELLO}`,
    `5 ;ext${HELLO}`,
    `5\t; \text \t= \ta \t; b="\\"\xe9 \t;,\\\\"${HELLO}`,
    `5;a;b=c;d=""${HELLO}`,
    `5;a ;b${HELLO}`,
    `5;a="x" ;b${HELLO}`,
    'A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n',
    '5\r\nhe\r\no\r\n0\r\n\r\n',
    '000\r\n\r\n',
    '0;last\r\n\r\n',
    '0\r\nX: y\r\nConnection:close\r\nEmpty:\r\n\r\n',
    '0\r\nX: \t\xe9"~\r\n\r\n',
  ])('ends: %j', (text) => {
    expect(read(text)).toMatchObject({ outcome: 'end', at: text.length });
    // what comes behind is the next message
    expect(read(`${text}GET / HTTP/1.1\r\n`)).toMatchObject({ outcome: 'end', at: text.length });
  });

  test('has a part for every octet', () => {
    const text = '5 ;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n';
    const parts = read(text).parts.map(({ kind, at, end }) => [kind, text.slice(at, end)]);
    expect(parts).toEqual([
      ['size', '5'],
      ['extensions', ' ;a=b'],
      ['line-end', '\r\n'],
      ['data', 'hello'],
      ['line-end', '\r\n'],
      ['size', '0'],
      ['line-end', '\r\n'],
      ['trailer', 'X: y'],
      ['line-end', '\r\n\r\n'],
    ]);
  });

  test.each([
    '',
    '5',
    '5;',
    '5;a="',
    '5\r',
    '5\r\n',
    '5\r\nhel',
    '5\r\nhello',
    '5\r\nhello\r\n',
    '0\r\n',
    '0\r\nX: y\r\n',
  ])('has not ended: %j, and a FIN there is a fault', (text) => {
    expect(read(text)).toMatchObject({ outcome: 'some', at: text.length });
    const ended = readChunks(octetsOf(text), { ended: true });
    expect(ended).toMatchObject({ outcome: 'fault', reason: 'ended-early', at: text.length });
    expect(ended.parts).toEqual(read(text).parts);
  });

  test('that has ended stays so, whatever comes', () => {
    const reader = chunkReader();
    reader.push(octetsOf(END));
    const stays = { outcome: 'end', at: 5, parts: [] };
    expect(reader.push(octetsOf('xyz'))).toEqual(stays);
    expect(reader.end()).toEqual(stays);
  });

  test('that is at fault stays so, whatever comes', () => {
    const reader = chunkReader();
    reader.push(octetsOf('5\n'));
    const stays = { outcome: 'fault', at: 1, parts: [], reason: 'size' };
    expect(reader.push(octetsOf('\r\nhello'))).toEqual(stays);
    expect(reader.end()).toEqual(stays);
  });
});

describe('a fault is told with its octet', () => {
  const cases: readonly [string, ChunkFault, number][] = [
    ['\r\n', 'size', 0],
    ['g\r\n', 'size', 0],
    ['-1\r\n', 'size', 0],
    ['+5\r\n', 'size', 0],
    [' 5\r\n', 'size', 0],
    [';a\r\n', 'size', 0],
    ['0x5\r\n', 'size', 1],
    ['5,5\r\n', 'size', 1],
    ['5\nhello', 'size', 1],
    ['5\r5', 'line-end', 2],
    ['5\r\rh', 'line-end', 2],
    ['5 \r\n', 'extension', 2],
    ['5 a\r\n', 'extension', 2],
    ['5;\r\n', 'extension', 2],
    ['5;;a\r\n', 'extension', 2],
    ['5;=a\r\n', 'extension', 2],
    ['5;"a"\r\n', 'extension', 2],
    ['5;a \r\n', 'extension', 4],
    ['5;a b\r\n', 'extension', 4],
    ['5;a=\r\n', 'extension', 4],
    ['5;a=;\r\n', 'extension', 4],
    ['5;a=b"\r\n', 'extension', 5],
    ['5;a=b=c\r\n', 'extension', 5],
    ['5;a="b\r\n', 'extension', 6],
    ['5;a="\x7f"\r\n', 'extension', 5],
    ['5;a="\\\n"\r\n', 'extension', 6],
    ['5;a="b"c\r\n', 'extension', 7],
    ['5;a\n', 'extension', 3],
    ['5\r\nhello0\r\n', 'data-end', 8],
    ['5\r\nhello\n', 'data-end', 8],
    ['5\r\nhello\r0', 'data-end', 9],
    ['0\r\n\n', 'trailer', 3],
    ['0\r\n: x\r\n', 'trailer', 3],
    ['0\r\n x: y\r\n', 'trailer', 3],
    ['0\r\nX : y\r\n', 'trailer', 4],
    ['0\r\nX\r\n', 'trailer', 4],
    ['0\r\nX: y\n', 'trailer', 7],
    ['0\r\nX: \0\r\n', 'trailer', 6],
    ['0\r\nX: y\r\n folded\r\n', 'trailer', 9],
    ['0\r\nX: y\rZ', 'line-end', 8],
    ['0\r\n\rZ', 'line-end', 4],
  ];
  test.each(cases)('%j is at fault: %s at %d', (text, reason, at) => {
    expect(faultOf(text)).toEqual([reason, at]);
    // the octets before it are taken, and none of them again
    expect(read(text.slice(0, at))).toMatchObject({ outcome: 'some', at });
  });
});

describe('limits', () => {
  test('a size is exact up to 2^53 - 1, and at fault beyond it, never wrapped', () => {
    expect(read('1FFFFFFFFFFFFF\r\nx')).toMatchObject({ outcome: 'some', at: 17 });
    expect(faultOf('20000000000000\r\n')).toEqual(['size-too-large', 13]);
    expect(faultOf('FFFFFFFFFFFFFFFF\r\n')).toEqual(['size-too-large', 13]);
    // 2^64 + 5, which is 5 in 64 bits
    expect(faultOf('10000000000000005\r\nhello')).toEqual(['size-too-large', 14]);
  });

  test('a size has as many digits as the limit, zeros too', () => {
    expect(read(`${'0'.repeat(15)}5${HELLO}`).outcome).toBe('end');
    expect(faultOf(`${'0'.repeat(16)}5${HELLO}`)).toEqual(['size-too-large', 16]);
    const limits = { ...DEFAULT_CHUNK_LIMITS, sizeDigits: 2 };
    expect(readChunks(octetsOf(`05${HELLO}`), { limits }).outcome).toBe('end');
    expect(readChunks(octetsOf(`005${HELLO}`), { limits })).toMatchObject({ outcome: 'fault', at: 2 });
  });

  test('extensions are counted over the whole content', () => {
    const limits = { ...DEFAULT_CHUNK_LIMITS, extensions: 4 };
    const two = (name: string) => octetsOf(`1;a\r\nx\r\n1;${name}\r\nx\r\n${END}`);
    expect(readChunks(two('b'), { limits }).outcome).toBe('end');
    expect(readChunks(two('b'), { limits: { ...limits, extensions: 3 } })).toMatchObject({
      outcome: 'fault',
      at: 10,
    });
    expect(readChunks(two('bc'), { limits })).toMatchObject({
      outcome: 'fault',
      reason: 'extensions-too-long',
      at: 11,
    });
  });

  test('the trailer section is counted with its line ends', () => {
    const text = octetsOf('0\r\nX: y\r\n\r\n');
    const read8 = readChunks(text, { limits: { ...DEFAULT_CHUNK_LIMITS, trailers: 8 } });
    expect(read8.outcome).toBe('end');
    for (const trailers of [7, 6, 5, 3, 0]) {
      const fault = { outcome: 'fault', reason: 'trailers-too-long', at: 3 + trailers };
      expect(readChunks(text, { limits: { ...DEFAULT_CHUNK_LIMITS, trailers } })).toMatchObject(fault);
    }
    expect(faultOf(`0\r\nX: ${'y'.repeat(20_000)}`)).toEqual(['trailers-too-long', 16_387]);
  });

  test('data is no part of any limit, and takes no room: a chunk of 64 MiB is read in segments', () => {
    const reader = chunkReader();
    reader.push(octetsOf('4000000\r\n'));
    const segment = new Uint8Array(1 << 20);
    for (let at = 0; at < 64; at += 1) expect(reader.push(segment).parts).toHaveLength(1);
    expect(reader.push(octetsOf(`\r\n${END}`))).toMatchObject({ outcome: 'end', at: 9 + (64 << 20) + 7 });
  });
});

/** Mostly chunked content, with pieces that spoil it. */
const contents: fc.Arbitrary<Uint8Array> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(
        fc.constantFrom(
          '5\r\nhello\r\n',
          '3;a=b\r\nabc\r\n',
          '2 ; x="\\"" \t;y\r\n\r\n\r\n',
          '0\r\n',
          'X: y\r\n',
          '\r\n',
          '\n',
          '0',
          '1F',
          ';',
          '\r',
          'FFFFFFFFFFFFFFFFF',
          '"',
          '\0',
          '\xff',
        ),
        { maxLength: 12 },
      )
      .map((pieces) => octetsOf(pieces.join(''))),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
);
const limited = fc.constantFrom(DEFAULT_CHUNK_LIMITS, { sizeDigits: 2, extensions: 6, trailers: 9 });
const RUNS = { numRuns: 3000 };

describe('the laws of reading', () => {
  const reached = new Set<string>();

  test('it is total and lossless: every octet taken has one part, and the parts adjoin', () => {
    void fc.assert(
      fc.property(contents, limited, fc.boolean(), (octets, limits, ended) => {
        const got = readChunks(octets, { limits, ended });
        reached.add(got.outcome === 'fault' ? got.reason : got.outcome);
        expect(got.at).toBeLessThanOrEqual(octets.length);
        let behind = 0;
        for (const part of got.parts) {
          expect(part.at).toBe(behind);
          expect(part.end).toBeGreaterThan(part.at);
          behind = part.end;
        }
        expect(behind).toBe(got.at);
        if (got.outcome === 'some') expect([got.at, ended]).toEqual([octets.length, false]);
      }),
      RUNS,
    );
    const every: readonly (ChunkFault | 'some' | 'end')[] = [
      'data-end',
      'end',
      'ended-early',
      'extension',
      'extensions-too-long',
      'line-end',
      'size',
      'size-too-large',
      'some',
      'trailer',
      'trailers-too-long',
    ];
    expect([...reached].sort()).toEqual(every);
  });

  test('it does not depend on segments: any cut gives what one piece gives', () => {
    const places = fc.array(fc.nat(80), { maxLength: 8 });
    void fc.assert(
      fc.property(contents, limited, places, fc.boolean(), (octets, limits, cuts, ended) => {
        const whole = readChunks(octets, { limits, ended });
        const reader = chunkReader(limits);
        const parts: ChunkPart[] = [];
        const at = [0, ...cuts.map((cut) => cut % (octets.length + 1)), octets.length].sort((a, b) => a - b);
        let last: ChunksRead = reader.push(new Uint8Array(0));
        for (let i = 1; i < at.length; i += 1) {
          last = reader.push(octets.subarray(at[i - 1], at[i]));
          parts.push(...last.parts);
        }
        if (ended) last = reader.end();
        expect({ ...last, parts: joined(parts) }).toEqual(whole);
      }),
      RUNS,
    );
  });

  test('the data is what a decoder by the pseudocode of the RFC gets', () => {
    const data = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });
    void fc.assert(
      fc.property(data, fc.constantFrom('', ';a', ' ;a="b"'), (pieces, extension) => {
        const chunk = (piece: Uint8Array): string =>
          `${piece.length.toString(16)}${extension}\r\n${latin1(piece)}\r\n`;
        const octets = octetsOf(`${pieces.map(chunk).join('')}0\r\n\r\nnext`);
        const got = readChunks(octets);
        expect(got).toMatchObject({ outcome: 'end', at: octets.length - 4 });
        const kept = got.parts.filter(({ kind }) => kind === 'data');
        expect(kept.map(({ at, end }) => latin1(octets, at, end))).toEqual(
          pieces.map((piece) => latin1(piece)),
        );
      }),
      RUNS,
    );
  });
});
