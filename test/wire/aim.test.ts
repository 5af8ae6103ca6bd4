/** Requests aimed at a subject: what is sent is what was meant, with another path and host, and cut in the same place. */
import { describe, expect, test } from 'vitest';
import { spell } from '../../src/explore/spell.js';
import { REFERENCE } from '../../src/spec/axes.js';
import { printFrame } from '../../src/spec/frames.js';
import { latin1, octetsOf } from '../../src/spec/message.js';
import { aimed, aimedOctets } from '../../src/wire/aim.js';
import { suiteCases } from '../../src/wire/cases.js';
import type { ClientStep } from '../../src/wire/purely.js';

const AIM = { path: '/chat?room=1', host: 'chat.example:8080', fields: ['User-Agent: x'] };
const step = (octets: Uint8Array): ClientStep => ({ what: 'octets', octets });
const textOf = (one: ClientStep | undefined): string => (one?.what === 'octets' ? latin1(one.octets) : '');

describe('what is aimed', () => {
  test('keeps a frame apart from the handshake before it, however much longer that becomes', () => {
    const frame = printFrame({ opcode: 9, payload: octetsOf('ping'), key: new Uint8Array([1, 2, 3, 4]) });
    const [first, second] = aimed([step(spell(REFERENCE)), step(frame)], AIM);
    expect(textOf(first)).toMatch(/^GET \/chat\?room=1 HTTP\/1\.1\r\n[\s\S]*User-Agent: x\r\n\r\n$/);
    expect(textOf(second)).toBe(latin1(frame));
  });

  test('names the host in every line that named it, and in an absolute target', () => {
    const two = spell({ ...REFERENCE, host: 'several' });
    expect(latin1(aimedOctets(two, AIM)).match(/Host: chat\.example:8080\r\n/g)?.length).toBe(
      latin1(two).match(/Host: h\r\n/g)?.length,
    );
    const absolute = octetsOf('GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(latin1(aimedOctets(absolute, AIM))).toMatch(/^GET http:\/\/chat\.example:8080\/chat\?room=1 HTTP/);
  });

  test('leaves a field alone that the head has already, and aims twice as once', () => {
    const own = octetsOf('GET / HTTP/1.1\r\nHost: h\r\nuser-agent: mine\r\n\r\n');
    expect(latin1(aimedOctets(own, AIM))).not.toContain('User-Agent: x');
    for (const { id, steps } of suiteCases(false, AIM)) expect(aimed(steps, AIM), id).toEqual(steps);
  });
});
