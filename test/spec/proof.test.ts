import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptProof, base64, keyShape, sha1 } from '../../src/spec/proof.js';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const SAMPLE = 'dGhlIHNhbXBsZSBub25jZQ==';
const SAMPLE_PROOF = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

const octetsOfLength = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const latin1 = fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(octets).toString('latin1'));
const base64Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const keyOf = (octets: number): string => Buffer.alloc(octets, 0x5a).toString('base64');

describe('sha1', () => {
  const nodeSha1 = (octets: Uint8Array): string => createHash('sha1').update(octets).digest('hex');
  const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

  test('gives the digests RFC 3174 prints', () => {
    expect(hex(sha1(Buffer.from('abc')))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(hex(sha1(Buffer.from('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')))).toBe(
      '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    );
  });

  test('agrees with Node at every length over three blocks', () => {
    for (let length = 0; length <= 193; length++) {
      const octets = Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 0xff);
      expect(hex(sha1(octets)), `${length} octets`).toBe(nodeSha1(octets));
    }
  });

  test.each([55, 56, 63, 64, 119, 120, 127, 128])(
    'agrees with Node on any %i octets, where padding turns',
    (length) => {
      fc.assert(fc.property(octetsOfLength(length), (octets) => hex(sha1(octets)) === nodeSha1(octets)));
    },
  );

  test('agrees with Node on any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (octets) => hex(sha1(octets)) === nodeSha1(octets)),
    );
  });

  test('agrees with Node when the length in bits takes more than 16 bits', () => {
    const octets = new Uint8Array(100_003).fill(0xa5);
    expect(hex(sha1(octets))).toBe(nodeSha1(octets));
  });

  test('reads a view into a larger buffer, and leaves it as it was', () => {
    const whole = Uint8Array.from({ length: 300 }, (_, at) => at & 0xff);
    const before = whole.slice();
    expect(hex(sha1(whole.subarray(17, 170)))).toBe(nodeSha1(whole.subarray(17, 170)));
    expect(whole).toEqual(before);
  });
});

describe('base64', () => {
  test('agrees with Node on any octets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        (octets) => base64(octets) === Buffer.from(octets).toString('base64'),
      ),
    );
  });

  test.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('of %j is %j, as RFC 4648 prints it', (text, encoded) => {
    expect(base64(Buffer.from(text))).toBe(encoded);
  });
});

describe('acceptProof', () => {
  const nodeProof = (key: string): string =>
    createHash('sha1').update(`${key}${GUID}`, 'latin1').digest('base64');

  test('of the RFC 6455 sample key is the RFC 6455 sample proof', () => {
    expect(acceptProof(SAMPLE)).toBe(SAMPLE_PROOF);
  });

  test('agrees with Node on any text of octets, whether or not it is a key', () => {
    fc.assert(fc.property(latin1, (key) => acceptProof(key) === nodeProof(key)));
  });

  test('differs when a letter of the key changes case (K13)', () => {
    expect(keyShape(SAMPLE.toUpperCase())).toBe('valid');
    expect(acceptProof(SAMPLE.toUpperCase())).not.toBe(acceptProof(SAMPLE));
  });

  test('is taken over the pad bits as spelled (K2)', () => {
    expect(acceptProof('dGhlIHNhbXBsZSBub25jZR==')).not.toBe(acceptProof(SAMPLE));
  });

  test('does not stop at a NUL (K16)', () => {
    expect(acceptProof(`${SAMPLE}\0`)).not.toBe(acceptProof(SAMPLE));
  });

  test('of the same key is the same again: a server cannot know of reuse (K12)', () => {
    expect(acceptProof(SAMPLE)).toBe(acceptProof(SAMPLE));
  });

  test('refuses a character that is no octet, and says which', () => {
    expect(() => acceptProof('ab\u0100')).toThrow(new RangeError('character 2 of the key is no octet'));
    expect(() => acceptProof('ab\u00ff')).not.toThrow();
  });
});

describe('keyShape', () => {
  test('calls the base64 of any 16 octets valid, and of no other number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), octetsOfLength(16), (any, sixteen) => {
        expect(keyShape(base64(sixteen))).toBe('valid');
        expect(keyShape(base64(any))).toBe(any.length === 16 ? 'valid' : 'invalid');
      }),
    );
  });

  test('gives, for each octet in each place of a key, what an exact encoder would', () => {
    const seen = { valid: 0, 'loose-pad': 0, invalid: 0 };
    for (let place = 0; place < SAMPLE.length; place++) {
      for (let octet = 0; octet <= 0xff; octet++) {
        const text = SAMPLE.slice(0, place) + String.fromCharCode(octet) + SAMPLE.slice(place + 1);
        const decoded = Buffer.from(text, 'base64');
        const isExact = decoded.length === 16 && decoded.toString('base64') === text;
        const isLoose = place === 21 && base64Letters.includes(text.charAt(21));
        const expected = isExact ? 'valid' : isLoose ? 'loose-pad' : 'invalid';
        const shape = keyShape(text);
        expect(shape, JSON.stringify(text)).toBe(expected);
        seen[shape] += 1;
      }
    }
    // 21 places take each of the 64 letters, the 22nd takes 4, the last two take only `=`.
    expect(seen).toEqual({ valid: 21 * 64 + 4 + 2, 'loose-pad': 60, invalid: 24 * 256 - 21 * 64 - 64 - 2 });
  });

  // The classes of requirements §7.7. K3 (absent) and K11 (two lines) are about lines, not text: see facts.
  const classes: Record<string, { shape: ReturnType<typeof keyShape>; texts: string[] }> = {
    'K1 valid': {
      shape: 'valid',
      texts: [SAMPLE, 'AAAAAAAAAAAAAAAAAAAAAA==', '/////////////////////w==', '+++++++++++++++++++++Q=='],
    },
    'K2 non-zero pad bits': {
      shape: 'loose-pad',
      texts: ['AQIDBAUGBwgJCgsMDQ4PEC==', 'dGhlIHNhbXBsZSBub25jZR=='],
    },
    'K4 empty': { shape: 'invalid', texts: ['', ' ', '   '] },
    'K5 another length': { shape: 'invalid', texts: [0, 1, 8, 15, 17, 18, 19, 32].map(keyOf) },
    'K6 wrong padding': {
      shape: 'invalid',
      texts: [
        SAMPLE.slice(0, 22),
        SAMPLE.slice(0, 23),
        `${SAMPLE}=`,
        `=${SAMPLE}`,
        `=${SAMPLE.slice(0, 23)}`,
        'dGhlIHNhbXB=ZSBub25jZQ==',
        'dGhlIHNhbXBsZSBub25jZ===',
      ],
    },
    'K7 foreign characters': {
      shape: 'invalid',
      texts: [
        'dGhlIHNhbXBsZSBub25j-Q==',
        'dGhlIHNhbXBsZSBub25j_Q==',
        '!'.repeat(24),
        'dGhlIHNhbXBsZSBub25j.Q==',
        'dGhlIHNhbX BsZSBub25jZQ==',
        'dGhlIHNhbX\tBsZSBub25jZQ==',
        'dGhlIHNhbX sZSBub25jZQ==',
        'dGhlIHNhbXBsZSBub25jZQ%3D%3D',
        'dGhlIHNhbXBsZSBub25j\xc3Q==',
      ],
    },
    'K8 whitespace that was not trimmed': { shape: 'invalid', texts: [` ${SAMPLE}`, `${SAMPLE}\t`] },
    'K9 quotes and parameters': {
      shape: 'invalid',
      texts: [`"${SAMPLE}"`, `${SAMPLE};x`, `${SAMPLE},`, `${SAMPLE}x`],
    },
    'K10 joined by a comma': { shape: 'invalid', texts: [`${SAMPLE}, ${SAMPLE}`, `${SAMPLE},${SAMPLE}`] },
    'K12 a key used before': { shape: 'valid', texts: [SAMPLE, SAMPLE] },
    'K13 another case': { shape: 'valid', texts: ['DGHLIHNHBXBSZSBUB25JZQ=='] },
    'K14 long': { shape: 'invalid', texts: [keyOf(3 * 1024), keyOf(48 * 1024)] },
    'K15 known strings': { shape: 'invalid', texts: [GUID, SAMPLE + GUID, SAMPLE_PROOF] },
    'K16 controls': {
      shape: 'invalid',
      texts: [`${SAMPLE}\0`, `${SAMPLE}\x0b`, `${SAMPLE}\n`, `${SAMPLE}\r\n`],
    },
  };

  test.each(Object.entries(classes))('finds every spelling of %s as listed', (_name, { shape, texts }) => {
    expect(texts.map(keyShape)).toEqual(texts.map(() => shape));
  });
});
