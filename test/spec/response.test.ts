import { describe, expect, test } from 'vitest';
import { octetsOf, readResponse } from '../../src/spec/message.js';
import { acceptProof } from '../../src/spec/proof.js';
import { type Asked, readResponseFacts } from '../../src/spec/response.js';

const SAMPLE = 'dGhlIHNhbXBsZSBub25jZQ==';

describe('the facts of a response', () => {
  const response = (status: string, lines: readonly string[], asked: Asked = {}, version = 'HTTP/1.1') => {
    const read = readResponse(
      octetsOf(`${version} ${status} Text\r\n${lines.map((l) => `${l}\r\n`).join('')}\r\n`),
    );
    if (read.outcome !== 'head') throw new Error(read.outcome);
    return readResponseFacts(read.head, asked);
  };

  test('a switch that proves the key', () => {
    const lines = [
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${acceptProof(SAMPLE)}`,
    ];
    expect(response('101', lines, { key: SAMPLE })).toEqual({
      status: '101',
      version: '1.1',
      connection: 'upgrade',
      upgrade: 'websocket',
      proof: 'right',
      framing: 'none',
      wsVersions: 'none',
      options: 'sound',
      protocol: 'none',
      extensions: 'none',
    });
  });

  test.each([
    ['100', '100'],
    ['101', '101'],
    ['103', '1xx'],
    ['200', '2xx'],
    ['304', '3xx'],
    ['400', '400'],
    ['403', '4xx'],
    ['414', '414'],
    ['417', '417'],
    ['426', '426'],
    ['500', '5xx'],
    ['501', '501'],
    ['505', '505'],
    ['600', '5xx'],
    ['999', '5xx'],
    ['000', '5xx'],
  ])('RS1 to RS3: the status %s is %s', (status, fact) => {
    expect(response(status, []).status).toBe(fact);
  });

  test.each([
    ['HTTP/1.1', '1.1'],
    ['HTTP/1.0', '1.0'],
    ['HTTP/1.2', 'other'],
    ['HTTP/2.0', 'other'],
    ['http/1.1', 'other'],
    ['HTTP/1.10', 'other'],
  ])('RS6: the version %s is %s', (label, fact) => {
    expect(response('101', [], {}, label).version).toBe(fact);
  });

  test.each([
    [['WebSocket'], 'websocket'],
    [[], 'none'],
    [[''], 'none'],
    [['websockets'], 'other'],
    [['websocket, foo'], 'among'],
    [['websocket/13'], 'other'],
    [['foo', 'websocket'], 'among'],
    [['"websocket"'], 'other'],
  ])('RS7: Upgrade %j is %s', (values, fact) => {
    expect(
      response(
        '101',
        values.map((v) => `Upgrade: ${v}`),
      ).upgrade,
    ).toBe(fact);
  });

  const right = acceptProof(SAMPLE);
  test.each([
    [[right], 'right'],
    [[` \t${right}\t`], 'right'],
    [[], 'none'],
    [[''], 'wrong'],
    [[right.toLowerCase()], 'wrong'],
    [[`${right}, x`], 'wrong'],
    [[`"${right}"`], 'wrong'],
    [[acceptProof(SAMPLE.slice(0, 22))], 'wrong'],
    [[acceptProof(`${SAMPLE}\n`)], 'wrong'],
    [[right, right], 'several'],
  ])('RS9: the proof %j is %s', (values, fact) => {
    expect(
      response(
        '101',
        values.map((v) => `Sec-WebSocket-Accept: ${v}`),
        { key: SAMPLE },
      ).proof,
    ).toBe(fact);
  });

  test('RS9: without a key there is nothing to prove', () => {
    expect(response('101', [`Sec-WebSocket-Accept: ${right}`]).proof).toBe('wrong');
  });

  test.each([
    [[], 'none'],
    [['chat'], 'offered'],
    [['Chat'], 'unoffered'],
    [['other'], 'unoffered'],
    [[''], 'unoffered'],
    [[','], 'unoffered'],
    [['chat,'], 'unoffered'],
    [['"chat"'], 'unoffered'],
    [['a b'], 'unoffered'],
    [['chat', 'chat'], 'several'],
    [['chat', ''], 'several'],
    [['chat, superchat'], 'several'],
  ])('RS10: the protocol %j is %s', (values, fact) => {
    // what a faulty offer had beside its tokens is never agreed on, an empty member least of all
    const asked = { protocols: ['chat', 'superchat', '', 'a b', '"chat"'] };
    expect(
      response(
        '101',
        values.map((v) => `Sec-WebSocket-Protocol: ${v}`),
        asked,
      ).protocol,
    ).toBe(fact);
  });

  test.each([
    [[], 'none'],
    [['permessage-deflate'], 'offered'],
    [['permessage-deflate; server_no_context_takeover', 'foo'], 'offered'],
    [['bar'], 'unoffered'],
    [['foo, foo'], 'unoffered'],
    [['permessage-deflate;'], 'malformed'],
    [[''], 'malformed'],
    [['permessage-deflate', 'foo, permessage-deflate'], 'unoffered'],
    [['permessage-deflate; client_max_window_bits=10'], 'offered'],
    [['permessage-deflate; server_max_window_bits=10'], 'offered'],
    [['permessage-deflate; foo'], 'parameter'],
    [['permessage-deflate; client_max_window_bits=16'], 'parameter'],
  ])('RS11: the extensions %j are %s', (values, fact) => {
    const asked = { extensions: ['permessage-deflate; client_max_window_bits', 'foo'] };
    expect(
      response(
        '101',
        values.map((v) => `Sec-WebSocket-Extensions: ${v}`),
        asked,
      ).extensions,
    ).toBe(fact);
  });

  test.each([
    ['200', [], 'until-close'],
    ['204', [], 'none'],
    ['304', [], 'none'],
    ['101', [], 'none'],
    ['101', ['Content-Length: 0'], 'length'],
    ['101', ['Transfer-Encoding: chunked'], 'chunked'],
    ['200', ['Content-Length: 5'], 'length'],
    ['200', ['Content-Length: 5, 5'], 'repeated-length'],
    ['200', ['Transfer-Encoding: chunked, chunked'], 'chunked-twice'],
    ['200', ['Content-Length: x'], 'until-close'],
    ['200', ['Transfer-Encoding: gzip'], 'until-close'],
    ['200', ['Transfer-Encoding: foo, chunked'], 'chunked'],
    ['200', ['Content-Length: 5', 'Transfer-Encoding: chunked'], 'both'],
    ['200', ['Content-Length: 5', 'Transfer-Encoding: gzip'], 'both'],
    ['200', ['Content-Length: 5', 'Transfer-Encoding: foo, chunked'], 'both'],
  ])('RS12: content of a %s with %j is delimited: %s', (status, lines, fact) => {
    expect(response(status, lines).framing).toBe(fact);
  });

  test.each([
    ['HEAD', '200', [], 'none'],
    ['HEAD', '200', ['Content-Length: 5'], 'length'],
    ['HEAD', '200', ['Content-Length: x'], 'length'],
    ['HEAD', '404', ['Transfer-Encoding: chunked'], 'chunked'],
    ['HEAD', '200', ['Transfer-Encoding: gzip'], 'chunked'],
    ['HEAD', '200', ['Content-Length: 5', 'Transfer-Encoding: chunked'], 'both'],
    ['GET', '304', ['Content-Length: 5'], 'length'],
    ['GET', '304', ['Content-Length: x'], 'length'],
    ['GET', '304', ['Transfer-Encoding: gzip'], 'chunked'],
    ['GET', '204', ['Content-Length: 0'], 'forbidden'],
    ['GET', '204', ['Content-Length: x'], 'forbidden'],
    ['GET', '204', ['Transfer-Encoding: chunked'], 'forbidden'],
    ['GET', '204', ['Transfer-Encoding:'], 'forbidden'],
    ['HEAD', '204', ['Content-Length: 0'], 'forbidden'],
    ['GET', '205', ['Content-Length: 0'], 'length'],
    ['CONNECT', '200', [], 'none'],
    ['CONNECT', '299', ['Content-Length: 5'], 'forbidden'],
    ['CONNECT', '200', ['Transfer-Encoding: chunked'], 'forbidden'],
    ['CONNECT', '101', ['Content-Length: 5'], 'length'],
    ['CONNECT', '404', [], 'until-close'],
    ['CONNECT', '300', ['Content-Length: 5'], 'length'],
    ['GET', '200', [], 'until-close'],
    ['head', '200', [], 'until-close'],
  ])('RS12: to %s, a %s with %j is delimited: %s', (method, status, lines, fact) => {
    expect(response(status, lines, { method }).framing).toBe(fact);
  });

  test('a refusal lists the versions it speaks, or names none', () => {
    expect(response('426', ['Sec-WebSocket-Version: 13, 8']).wsVersions).toBe('listed');
    expect(response('426', ['Sec-WebSocket-Version:']).wsVersions).toBe('none');
  });
});

describe('what an answer names in Upgrade', () => {
  const upgradeIn = (text: string, upgrade?: readonly string[]): string => {
    const read = readResponse(octetsOf(`HTTP/1.1 ${text}\r\n\r\n`));
    if (read.outcome !== 'head') throw new Error(read.outcome);
    return readResponseFacts(read.head, upgrade === undefined ? {} : { upgrade }).upgrade;
  };
  const SWITCHED = '101 Yes\r\nConnection: Upgrade\r\nUpgrade: ';

  test('is compared, without case and version, with what was offered, if that is known', () => {
    expect(upgradeIn(`${SWITCHED}WebSocket`, ['websocket'])).toBe('websocket');
    expect(upgradeIn(`${SWITCHED}TLS/1.0, websocket`, ['websocket, tls'])).toBe('among');
    expect(upgradeIn(`${SWITCHED}TLS/1.0, websocket`, ['websocket'])).toBe('unoffered');
    expect(upgradeIn(`${SWITCHED}websocket`, [])).toBe('unoffered');
    expect(upgradeIn(`${SWITCHED}TLS/1.0, websocket`)).toBe('among');
  });

  test('of other protocols is other where all of them were offered, and nothing that is none', () => {
    expect(upgradeIn(`${SWITCHED}tls/1.0`, ['TLS/1.0, websocket'])).toBe('other');
    expect(upgradeIn(`${SWITCHED}h2c, TLS/1.1`, ['TLS/1.0', 'h2c'])).toBe('other');
    expect(upgradeIn(`${SWITCHED}h2c`, ['TLS/1.0'])).toBe('unoffered');
    expect(upgradeIn(`${SWITCHED}h2c, foo`, ['h2c'])).toBe('unoffered');
    expect(upgradeIn(`${SWITCHED}h2c, "foo"`, ['h2c, "foo"'])).toBe('unoffered');
  });

  test('of websocket with a version is what was offered only as it stands', () => {
    expect(upgradeIn(`${SWITCHED}websocket/13`, ['WebSocket/13'])).toBe('other');
    expect(upgradeIn(`${SWITCHED}websocket/13`, ['websocket, h2c'])).toBe('unoffered');
    expect(upgradeIn(`${SWITCHED}websocket/13`, ['websocket/14'])).toBe('unoffered');
  });

  test('without the option is told as unlisted, but in a 101 and a 426, whose rows ask for it', () => {
    expect(upgradeIn('200 OK\r\nUpgrade: websocket')).toBe('unlisted');
    expect(upgradeIn('200 OK\r\nUpgrade: h2c\r\nConnection: upgrade')).toBe('other');
    expect(upgradeIn('426 No\r\nUpgrade: websocket')).toBe('websocket');
    expect(upgradeIn('101 Yes\r\nUpgrade: websocket')).toBe('websocket');
    expect(upgradeIn('200 OK\r\nUpgrade: ,')).toBe('none');
  });
});

describe('the options of an answer and its lists', () => {
  const optionsIn = (...lines: readonly string[]): string => {
    const read = readResponse(octetsOf(['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n')));
    if (read.outcome !== 'head') throw new Error(read.outcome);
    return readResponseFacts(read.head, {}).options;
  };

  test('are sound, an empty list included', () => {
    for (const line of ['Connection: close', 'Connection:', 'Connection: keep-alive, foo', 'Upgrade: h2c']) {
      expect(optionsIn(line)).toBe('sound');
    }
    expect(optionsIn('Connection: Keep-Alive', 'Keep-Alive: timeout=5')).toBe('sound');
  });

  test('H-CONN-5: an option names no field that is meant for every recipient', () => {
    expect(optionsIn('Connection: Cache-Control')).toBe('end-to-end');
    expect(optionsIn('Connection: close, ,sec-websocket-accept', 'Keep-Alive: max=1')).toBe('end-to-end');
  });

  test('H-PERSIST-15: Keep-Alive without its option is told', () => {
    expect(optionsIn('Keep-Alive: timeout=5')).toBe('keep-alive-unlisted');
    expect(optionsIn('Keep-Alive: timeout=5', 'Connection: ,close')).toBe('keep-alive-unlisted');
  });

  test('H-FLD-9: an empty member is told, on any line of the two lists', () => {
    for (const line of [
      'Connection: ,close',
      'Connection: close,',
      'Connection: a,\t,b',
      'Upgrade: ,',
      'Connection: ,',
    ]) {
      expect(optionsIn(line)).toBe('empty-member');
    }
    expect(optionsIn('Connection: close', 'Connection: a,,b')).toBe('empty-member');
  });
});
