import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { resolveDialect } from '../../src/dialects/names.js';
import { predict } from '../../src/dialects/predict.js';

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
const seen = (text: string, dialect = STANDARDS_DIALECT) => {
  const { status, fate, live } = predict(dialect, octets(text));
  return { status, fate, live };
};
const HANDSHAKE = [
  'Host: h',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
].join('\r\n');
const swoole = (name: string) => {
  const found = resolveDialect(name);
  if ('nearest' in found) throw new Error(name);
  return found.dialect;
};

describe('by the standards', () => {
  test('a handshake is granted and stays, whatever else its Connection says', () => {
    for (const also of ['', ', close', ', keep-alive']) {
      const text = `GET / HTTP/1.1\r\n${HANDSHAKE.replace('Upgrade\r', `Upgrade${also}\r`)}\r\n\r\n`;
      expect(seen(text)).toEqual({ status: '101', fate: 'open', live: true });
    }
  });

  test('an offer in HTTP/1.0 is an ordinary request, and the connection ends', () => {
    const text = `GET / HTTP/1.0\r\n${HANDSHAKE}\r\n\r\n`;
    expect(seen(text)).toEqual({ status: '2xx', fate: 'closed', live: false });
  });

  test('a faulty handshake gets 400 or 426, and HTTP goes on', () => {
    const text = `GET / HTTP/1.1\r\n${HANDSHAKE}\r\n\r\n`;
    expect(seen(text.replace('ZQ==', 'ZQ='))).toEqual({ status: '400', fate: 'open', live: true });
    expect(seen(text.replace('13', '8'))).toEqual({ status: '426', fate: 'open', live: true });
  });

  test('a head that is refused is answered, and the connection ends', () => {
    expect(seen('GET / HTTP/2.0\r\n\r\n')).toEqual({ status: '505', fate: 'closed', live: false });
    expect(seen('GET / HTTP/1.1\r\nHost : h\r\n\r\n')).toEqual({
      status: '400',
      fate: 'closed',
      live: false,
    });
    expect(seen('\u0000\u0001\r\n\r\n')).toEqual({ status: '400', fate: 'closed', live: false });
  });

  test('a head that has not ended is waited for', () => {
    const waits = predict(STANDARDS_DIALECT, octets('GET / HTTP/1.1\r\nHost: h\r\n'));
    expect(waits).toMatchObject({ status: 'none', fate: 'open', live: false, permitted: [] });
    expect(waits.facts).toBe(undefined);
    expect(waits.trace.steps.map(({ arrows }) => arrows[0]?.clause)).toEqual(['head.begins']);
    expect(seen('')).toEqual({ status: 'none', fate: 'open', live: true });
  });

  test('content is taken as sent whole, and behind a 100 when the client waits for one', () => {
    const text = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello';
    expect(seen(text)).toEqual({ status: '2xx', fate: 'open', live: true });
    const expecting = text.replace('Content', 'Expect: 100-continue\r\nContent');
    const sentOf = (sent: string) =>
      predict(STANDARDS_DIALECT, octets(sent)).trace.steps.flatMap((taken) =>
        taken.sent.flatMap((one) => (one.what === 'response' ? [one.facts.status] : [])),
      );
    expect(sentOf(expecting)).toEqual(['2xx']);
    expect(sentOf(expecting.replace('hello', ''))).toEqual(['100', '2xx']);
  });
});

describe('the story', () => {
  const file = (name: string) =>
    new Uint8Array(readFileSync(new URL(`../../examples/${name}`, import.meta.url)));
  const request = file('nginx-to-swoole-request.http');

  test('what nginx sent got a 101 from Swoole and the end of the connection', () => {
    const prediction = predict(swoole('swoole@4.8'), request);
    expect(prediction).toMatchObject({ status: '101', fate: 'closed', live: false });
    expect(prediction.facts).toMatchObject({ version: '1.0', upgrade: 'websocket' });
    expect(prediction.trace.steps.map(({ arrows }) => arrows[0]?.clause)).toContain('after101.persistence');
    const text = new TextDecoder().decode(file('nginx-to-swoole-response.http'));
    expect(text.startsWith('HTTP/1.1 101 ') && text.endsWith('\r\n\r\n')).toBe(true);
  });

  test('no verdict that is permitted lets it be granted', () => {
    const { permitted, verdict } = predict(swoole('swoole@4.8'), request);
    expect(verdict?.mayGrant).toBe(true);
    expect(permitted.length).toBeGreaterThan(0);
    expect(permitted.every(({ mayGrant }) => !mayGrant)).toBe(true);
    expect(predict(STANDARDS_DIALECT, request)).toMatchObject({ status: '2xx', fate: 'closed' });
  });

  test('a callback that denies ends the connection, and the greeting of a closed one is not sent', () => {
    const text = `GET / HTTP/1.1\r\n${HANDSHAKE}\r\n\r\n`;
    expect(seen(text, swoole('swoole/user-handshake-deny'))).toEqual({
      status: '4xx',
      fate: 'closed',
      live: false,
    });
    const sent = (one: string) =>
      predict(swoole('swoole'), octets(one)).trace.steps.flatMap((taken) =>
        taken.sent.map(({ what }) => what),
      );
    expect(sent(text)).toEqual(['response', 'frame']);
    expect(sent(text.replace('1.1', '1.0'))).toEqual(['response', 'fin']);
  });
});
