/**
 * How each value of each part of an answer is spelled. What is compared with the request, the request has:
 * see `Asked`.
 *
 * Options of Connection are not here: they are those of requests (`pools.ts`).
 */
import { FIELD_LINES } from '../../explore/spellings.js';
import type { ResponseFacts, Status } from '../../spec/answer.js';
import { acceptProof } from '../../spec/proof.js';

/** The key that the client sent. */
export const KEY = (FIELD_LINES.key.valid[0] ?? '').replace(/^[^:]*: /, '');
/** The subprotocol that it offered. */
export const PROTOCOL = 'chat';
const DEFLATE = 'permessage-deflate';

/** For each value, the offer of extensions and the lines that answer it. */
export const EXTENSIONS: {
  readonly [value in ResponseFacts['extensions']]: {
    readonly offer: string;
    readonly answer: readonly string[];
  };
} = {
  none: { offer: '', answer: [] },
  offered: { offer: DEFLATE, answer: [DEFLATE] },
  malformed: { offer: DEFLATE, answer: [';'] },
  unoffered: { offer: '', answer: [DEFLATE] },
  conflicting: { offer: `${DEFLATE}, ${DEFLATE}`, answer: [DEFLATE, DEFLATE] },
  parameter: { offer: DEFLATE, answer: [`${DEFLATE}; foo`] },
  declined: { offer: `${DEFLATE}; foo`, answer: [DEFLATE] },
  'client-window': { offer: DEFLATE, answer: [`${DEFLATE}; client_max_window_bits=9`] },
  'server-window': { offer: `${DEFLATE}; server_max_window_bits=10`, answer: [DEFLATE] },
  takeover: { offer: `${DEFLATE}; server_no_context_takeover`, answer: [DEFLATE] },
};

/** For each value, the values of Upgrade. */
export const UPGRADES: { readonly [value in ResponseFacts['upgrade']]: readonly string[] } = {
  none: [],
  websocket: ['websocket'],
  among: ['websocket, h2c'],
  other: ['h2c'],
  unoffered: ['TLS/1.0'],
  unlisted: ['websocket'],
};

/** For each value, the ways to frame content. */
export const FRAMINGS: { readonly [value in ResponseFacts['framing']]: readonly (readonly string[])[] } = {
  length: [['Content-Length: 0'], ['Content-Length: 5']],
  none: [[]],
  chunked: [['Transfer-Encoding: chunked'], ['Transfer-Encoding: gzip, chunked']],
  'until-close': [[], ['Transfer-Encoding: gzip']],
  both: [['Content-Length: 5', 'Transfer-Encoding: chunked']],
  'repeated-length': [['Content-Length: 5', 'Content-Length: 5'], ['Content-Length: 5, 5']],
  'chunked-twice': [['Transfer-Encoding: chunked, chunked']],
  forbidden: [['Content-Length: 0'], ['Transfer-Encoding: chunked']],
};

/** For each class of status, some of its numbers, the usual one first. */
export const NUMBERS: { readonly [status in Status]: readonly number[] } = {
  '100': [100],
  '1xx': [103, 102, 199],
  '101': [101],
  '2xx': [200, 201, 206, 299],
  '3xx': [301, 302, 307],
  '4xx': [403, 401, 404, 499],
  '400': [400],
  '414': [414],
  '417': [417],
  '426': [426],
  '501': [501],
  '505': [505],
  '5xx': [500, 503, 599, 999],
  bare: [],
};

/** For each value, the values of Sec-WebSocket-Accept. */
export const PROOFS: { readonly [value in ResponseFacts['proof']]: readonly string[] } = {
  none: [],
  right: [acceptProof(KEY)],
  wrong: [acceptProof('')],
  several: [acceptProof(KEY), acceptProof(KEY)],
};
/** For each value, the values of Sec-WebSocket-Protocol. */
export const PROTOCOLS: { readonly [value in ResponseFacts['protocol']]: readonly string[] } = {
  none: [],
  offered: [PROTOCOL],
  unoffered: ['other'],
  several: [PROTOCOL, PROTOCOL],
};

/** For each value, the labels that have it. */
export const LABELS = {
  '1.1': ['HTTP/1.1'],
  '1.0': ['HTTP/1.0'],
  other: ['HTTP/1.2', 'HTTP/2.0', 'HTTP/11'],
} as const;
