/** What passed as octets is read: requests, answers, frames and ends, each where it was, and what cannot be read. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { type Conversation, conversation } from '../../src/kit/index.js';
import type { Facts } from '../../src/spec/axes.js';
import { permittedFor } from '../../src/spec/decide.js';
import type { FrameFacts } from '../../src/spec/frame-axes.js';
import type { Observation } from '../../src/spec/wire.js';
import type { Exchange, Passed } from '../../src/wire/exchange.js';
import { type Observed, observe } from '../../src/wire/observe.js';
import { exchangeWith } from '../../src/wire/purely.js';
import { Speaker } from '../../src/wire/speaker.js';
import {
  bare,
  CLIENT_FIN,
  client,
  exchange,
  GET,
  handshake,
  masked,
  OK,
  QUIET,
  SERVER_FIN,
  SERVER_RST,
  server,
  switching,
} from './exchanges.js';

/** One element in a word or two. */
function word({ from, ...seen }: Observation): string {
  const who = from === 'nobody' ? '' : `${from} `;
  switch (seen.what) {
    case 'response':
      return `${who}${seen.facts.status}`;
    case 'frame':
      return `${who}${seen.facts.opcode}`;
    case 'content':
      return `${who}content ${seen.part}`;
    default:
      return `${who}${seen.what}`;
  }
}

const words = (observed: Observed): readonly string[] => observed.all.map(({ seen }) => word(seen));
const read = (...passed: readonly Passed[]): Observed => observe(exchange(...passed));
const wordsOf = (...passed: readonly Passed[]): readonly string[] => words(read(...passed));

const DELIMITED: readonly Facts['framing'][] = ['none', 'zero', 'length', 'equal-lengths', 'chunked'];
const OF_HEADER = ['mask', 'reserved', 'opcode', 'fin', 'length'] as const;

/** What the parts of a conversation must be seen as, up to where they stop being sound. */
function expectedOf({ steps, parts }: Conversation, observed: Observed) {
  const requests: Facts[] = [];
  const frames: FrameFacts[] = [];
  let switched = false;
  const all = steps.reduce((sum, step) => sum + (step.what === 'octets' ? step.octets.length : 0), 0);
  for (const part of parts) {
    if (part.end > all || part.what === 'anything') break;
    if (part.what !== 'content' && switched !== (part.what === 'frame')) break;
    if (part.what === 'frame') {
      if (part.facts.length !== 'short' && part.facts.length !== 'long') break;
      // compression was not negotiated
      const reserved = part.facts.reserved === 'none' ? 'none' : 'unknown';
      frames.push({ ...part.facts, reserved });
      continue;
    }
    if (part.what === 'content') {
      if (part.is !== 'whole') break;
      continue;
    }
    if (!['clean', 'repaired'].includes(part.facts.syntax)) break;
    requests.push(part.facts);
    const sent = observed.requests[requests.length - 1];
    const answer = observed.responses.find(({ to, facts }) => to === sent && !/^1(00|xx)/.test(facts.status));
    switched = answer?.facts.status === '101';
    // behind an offer the answer tells what is read, behind a CONNECT nothing is
    if (sent?.offers === true && (answer === undefined || part.facts.method === 'CONNECT')) break;
    const isServed = permittedFor(part.facts).some(({ content }) => content !== 'lost');
    if (!DELIMITED.includes(part.facts.framing) || part.facts.version === 'none' || !isServed) break;
  }
  return { requests, frames };
}

const headerOf = (facts: FrameFacts) => OF_HEADER.map((axis) => facts[axis]).join(' ');

describe('a conversation with a server of the standards', () => {
  const held = (one: Conversation) => exchangeWith(new Speaker({ dialect: STANDARDS_DIALECT }), one.steps);

  test('is seen as the requests and frames that it was made of, as far as they are sound', () => {
    const reached = { requests: 0, frames: 0 };
    fc.assert(
      fc.property(conversation(), (one) => {
        const observed = observe(held(one));
        const { requests, frames } = expectedOf(one, observed);
        expect(observed.requests.slice(0, requests.length).map(({ facts }) => facts)).toEqual(requests);
        const seen = observed.all.flatMap(({ seen: it }) =>
          it.what === 'frame' && it.from === 'client' ? [it.facts] : [],
        );
        expect(seen.slice(0, frames.length).map(headerOf)).toEqual(frames.map(headerOf));
        reached.requests += requests.length;
        reached.frames += frames.length;
      }),
      { numRuns: 1000 },
    );
    console.log(`observed as made: ${reached.requests} requests, ${reached.frames} frames`);
    expect(reached.requests, 'the property is about something').toBeGreaterThan(500);
    expect(reached.frames).toBeGreaterThan(100);
  }, 60_000);

  /** What does not depend on how octets were cut: all but that a head has begun, and that there is some content. */
  const whole = (observed: Observed): readonly string[] =>
    observed.all.flatMap(({ seen }) => {
      // a frame whose header is at fault is told when its header has come, so of its payload nothing is known
      if (seen.what === 'frame' && seen.from === 'client') return [`a frame ${headerOf(seen.facts)}`];
      const begins = seen.what === 'octets' || (seen.what === 'content' && seen.part === 'some');
      return begins || seen.from === 'nobody' ? [] : [JSON.stringify(seen)];
    });

  const cut = ({ passed }: Exchange, most: number): Exchange => ({
    passed: passed.flatMap((one): readonly Passed[] => {
      if (one.what !== 'octets') return [one];
      const parts: Passed[] = [];
      for (let at = 0; at < one.octets.length; at += most) {
        parts.push({ ...one, octets: one.octets.subarray(at, at + most) });
      }
      return parts;
    }),
  });

  test('is seen as the same however its octets are cut', () => {
    fc.assert(
      fc.property(conversation(), fc.integer({ min: 1, max: 9 }), (one, most) => {
        const seen = held(one);
        const asCut = observe(cut(seen, most));
        const asIs = observe(seen);
        expect(whole(asCut)).toEqual(whole(asIs));
        expect(asCut.lost?.at).toBe(asIs.lost?.at);
        expect(asCut.cutShort).toBe(asIs.cutShort);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test('never makes the observer throw, whatever the server says instead', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((octets) => server(octets)),
      fc.constantFrom(server(OK), server(switching()), server(bare(1, 'hi')), SERVER_FIN, SERVER_RST, QUIET),
    );
    fc.assert(
      fc.property(conversation(), fc.array(anything, { maxLength: 5 }), ({ steps }, answers) => {
        const passed = steps.flatMap((step, at): readonly Passed[] => {
          const answer = answers[at];
          return [{ from: 'client', ...step }, ...(answer === undefined ? [] : [answer])];
        });
        const observed = observe({ passed });
        const places = observed.all.map(({ at }) => at);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(places.every((at) => at >= 0 && at < passed.length)).toBe(true);
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});

describe('octets behind an offer', () => {
  const hello = masked(1, 'hello');

  test('are held until the answer tells what they are: frames behind a 101', () => {
    expect(wordsOf(client(handshake()), client(hello))).toEqual(['client request']);
    expect(wordsOf(client(handshake()), client(hello), server(switching()))).toEqual([
      'client request',
      'server 101',
      'client text',
    ]);
  });

  test('are held until the answer tells what they are: HTTP behind a refusal', () => {
    const observed = read(
      client(handshake() + GET + GET),
      server('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'),
    );
    expect(words(observed)).toEqual(['client request', 'server 4xx', 'client request', 'client request']);
    expect(observed.observer.unanswered).toBe(2);
    expect(observed.lost).toBeUndefined();
  });

  test('are held behind a 100, which tells nothing', () => {
    const asked = handshake('Expect: 100-continue', 'Content-Length: 2');
    const observed = read(
      client(asked),
      server('HTTP/1.1 100 Continue\r\n\r\n'),
      client('ok'),
      client(hello),
    );
    expect(words(observed)).toEqual(['client request', 'server 100', 'client content end']);
    expect(
      wordsOf(
        client(asked),
        server('HTTP/1.1 100 Continue\r\n\r\n'),
        client('ok'),
        client(hello),
        server(switching()),
      ),
    ).toEqual(['client request', 'server 100', 'client content end', 'server 101', 'client text']);
  });

  test('are frames behind the content, where the 101 came before the content had ended', () => {
    const asked = handshake('Content-Length: 4');
    const said = wordsOf(client(`${asked}ab`), server(switching()), client('cd'), client(hello));
    expect(said).toEqual([
      'client request',
      'client content some',
      'server 101',
      'client content end',
      'client text',
    ]);
  });

  test('are no longer told apart behind a 101 to another protocol, and behind a 2xx to CONNECT', () => {
    const h2c = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    const answer = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    const switched = read(client(h2c), client('PRI *'), server(`${answer}\x00\x00\x00\x04`), server('more'));
    expect(words(switched)).toEqual(['client request', 'server 101']);
    expect(switched.unreadable).toBeUndefined();
    expect(switched.lost?.why).toContain('another protocol');
    const tunnel = read(
      client('CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n'),
      server('HTTP/1.1 200 OK\r\n\r\nanything'),
    );
    expect(words(tunnel)).toEqual(['client request', 'server 2xx']);
    expect(tunnel.unreadable).toBeUndefined();
    expect(tunnel.lost?.why).toContain('another protocol');
  });

  test('are held up to a bound', () => {
    const many = new Uint8Array(300_000);
    const observed = read(
      client(handshake()),
      client(many),
      client(many),
      client(many),
      client(many),
      client(many),
    );
    expect(observed.lost?.why).toContain('wait');
  });
});

describe('the content of an answer', () => {
  const again = [client(GET), server(OK)] as const;
  const answered = (head: string, ...rest: readonly Passed[]) =>
    read(client(GET), server(head), ...rest, ...again);

  test('ends where its length says, in any segment', () => {
    const observed = answered('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nHTTP', server('/1.1 4'));
    expect(words(observed)).toEqual(['client request', 'server 2xx', 'client request', 'server 2xx']);
    expect(observed.unreadable).toBeUndefined();
  });

  test('ends where its chunks say', () => {
    const observed = answered(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHTTP/\r\n',
      server('0\r\n'),
      server('\r\n'),
    );
    expect(words(observed)).toEqual(['client request', 'server 2xx', 'client request', 'server 2xx']);
    expect(observed.unreadable).toBeUndefined();
  });

  test('is not there behind HEAD, 204 and 304, whatever they announce', () => {
    const HEAD = GET.replace('GET', 'HEAD');
    const head = read(client(HEAD), server('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n'), ...again);
    expect(words(head)).toEqual(['client request', 'server 2xx', 'client request', 'server 2xx']);
    for (const status of ['204 No Content', '304 Not Modified']) {
      const observed = answered(`HTTP/1.1 ${status}\r\n\r\n`);
      expect(observed.unreadable, status).toBeUndefined();
      expect(observed.responses.length, status).toBe(2);
    }
  });

  test('that ends with the connection has no answer behind it', () => {
    const observed = read(client(GET), server('HTTP/1.1 200 OK\r\n\r\n'), server(OK), SERVER_FIN);
    expect(words(observed)).toEqual(['client request', 'server 2xx', 'server fin']);
    expect(observed.cutShort).toBeUndefined();
  });

  test('behind an interim answer is that of the final one', () => {
    const observed = read(client(GET), server(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`));
    expect(words(observed)).toEqual(['client request', 'server 1xx', 'server 2xx']);
    expect(observed.observer.unanswered).toBe(0);
  });

  test('that breaks its chunks is told with its place', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    const observed = read(client(GET), server(head), server('5\r\nhelloX'));
    expect(observed.unreadable).toEqual({ at: head.length + 8, passed: 2, why: 'chunks', inside: 'content' });
  });
});

describe('an answer without a head, to a request without a version', () => {
  const OLD = 'GET /\r\n';

  test.each([[['hello']], [['HT', 'ML']], [['HTTP']], [['H', 'TTP/x']]])('%j', (segments) => {
    const observed = read(client(OLD), ...segments.map(server), SERVER_FIN);
    const isBare = segments.join('') !== 'HTTP/x';
    expect(words(observed)).toEqual(['client request', ...(isBare ? ['server bare'] : []), 'server fin']);
    expect(observed.unreadable === undefined).toBe(true);
    expect(observed.cutShort).toBe(isBare ? undefined : 'head');
  });
});

describe('octets of a server that are no message', () => {
  test('of HTTP are told with their place, and nothing behind them is read', () => {
    const observed = read(client(GET), server(`${OK}garbage\r\n`), server(OK));
    expect(observed.unreadable).toMatchObject({ at: OK.length, passed: 1, inside: 'head' });
    expect(observed.responses.length).toBe(1);
  });

  test('are told where they were, in whatever segment they came', () => {
    const observed = read(client(GET), server(OK), server('gar'), server('bage\r\n\r\n'));
    expect(observed.unreadable).toMatchObject({ at: OK.length, inside: 'head' });
  });

  test('of WebSocket are told with their place: a length with its first bit set', () => {
    const broken = new Uint8Array([0x82, 127, 0xff, 0, 0, 0, 0, 0, 0, 0]);
    const observed = read(client(handshake()), server(switching()), server(bare(1, 'hello')), server(broken));
    expect(observed.unreadable?.inside).toBe('frames');
    expect(observed.unreadable?.at).toBeGreaterThanOrEqual(switching().length + 7);
    expect(observed.unreadable?.passed).toBe(3);
  });

  test('of WebSocket may be HTTP', () => {
    const observed = read(client(handshake()), server(switching()), server(OK));
    expect(observed.unreadable).toEqual({ at: switching().length, passed: 2, why: 'http', inside: 'frames' });
  });
});

describe('what the end of a server cuts short is told', () => {
  test.each([
    ['a head', [client(GET), server('HTTP/1.1 200 OK\r\nContent-')], 'head'],
    [
      'content by length',
      [client(GET), server('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc')],
      'content',
    ],
    [
      'chunks',
      [client(GET), server('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab')],
      'content',
    ],
    [
      'a frame behind its header',
      [client(handshake()), server(switching()), server(bare(1, 'hello').subarray(0, 4))],
      'frame',
    ],
    [
      'the header of a frame',
      [client(handshake()), server(switching()), server(bare(1, 'hello').subarray(0, 1))],
      'frame',
    ],
  ] as const)('%s', (_, passed, what) => {
    expect(read(...passed).cutShort).toBeUndefined();
    expect(read(...passed, SERVER_FIN).cutShort).toBe(what);
    expect(read(...passed, SERVER_RST).cutShort).toBe(what);
  });

  test('and nothing is between messages', () => {
    expect(read(client(GET), server(OK), SERVER_FIN).cutShort).toBeUndefined();
    expect(
      read(client(handshake()), server(switching()), server(bare(9)), SERVER_FIN).cutShort,
    ).toBeUndefined();
  });
});

describe('octets of a client that cannot be told apart', () => {
  test('begin behind a start line that is refused, and what came before is read', () => {
    const observed = read(client(GET), server(OK), client('\u0016\u0003\u0001\r\n\r\n'), client(GET));
    expect(words(observed)).toEqual(['client request', 'server 2xx', 'client request']);
    expect(observed.requests[1]?.facts.syntax).toBe('broken');
    expect(observed.lost?.at).toBe(GET.length);
    expect(observed.lost?.why).toContain('refused');
  });

  test('begin behind a head whose content has no known end', () => {
    const observed = read(client('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\nabc'), client(GET));
    expect(observed.requests.length).toBe(1);
    expect(observed.lost?.why).toContain('content');
  });

  test('do not begin behind a fault in one field line: the head is read to its end', () => {
    const observed = read(client(`GET / HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n${GET}`));
    expect(observed.requests.map(({ facts }) => facts.syntax)).toEqual(['spaced-name', 'clean']);
    expect(observed.lost).toBeUndefined();
  });
});

describe('the ends', () => {
  test('are seen once, in their place, and a FIN of the client behind what it sent', () => {
    expect(wordsOf(client(GET), CLIENT_FIN, server(OK), SERVER_FIN, SERVER_FIN)).toEqual([
      'client request',
      'client fin',
      'server 2xx',
      'server fin',
    ]);
  });

  test('silence has a place too', () => {
    expect(wordsOf(client(GET), QUIET, server(OK))).toEqual(['client request', 'quiet', 'server 2xx']);
  });
});
