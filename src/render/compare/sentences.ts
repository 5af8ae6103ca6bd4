/**
 * The words for what servers do: one place, so that pages and reports say the same.
 *
 * 1. Every clause that is a row and every check has a phrase for the requests that it is about.
 * 2. Every reading, place and group that can be set has a sentence. A test walks all that can be set.
 * 3. Behaviour is told, and nothing of why.
 */
import type { Place } from '../../dialects/places.js';
import type { OptionReading, Reading } from '../../spec/reading.js';

/** The requests that a clause or a check is about, as a phrase. */
export const REQUESTS_OF: Readonly<Record<string, string>> = {
  'syntax.broken': 'octets that are no request',
  'syntax.space-before-colon': 'a request with whitespace before a colon',
  'syntax.repairable': 'a request with a fault that may be repaired (such as a folded line)',
  'limit.target': 'a request with a target longer than is read',
  'limit.head': 'a request with a head larger than is read',
  'version.malformed': 'a request whose version label is outside the grammar (such as HTTP/1.01 or http/1.1)',
  'version.simple-request': 'a request line without a version',
  'version.major-0': 'a request labelled HTTP/0.9',
  'version.major-unserved': 'a request labelled HTTP/2.0 or above',
  'version.higher-minor': 'a request labelled HTTP/1.2 to HTTP/1.9',
  'target.malformed': 'a request whose target has none of the four forms',
  'target.asterisk': 'a request for * with another method than OPTIONS',
  'target.authority': 'a request for a host and port with another method than CONNECT',
  'target.connect': 'a CONNECT to something else than a host and port',
  'framing.chunked-not-last': 'a request whose last coding is not chunked',
  'framing.bad-length': 'a request with a faulty Content-Length',
  'framing.unknown-coding': 'a request with a coding that nobody knows',
  'framing.equal-lengths': 'a request with the same length written several times',
  'framing.both': 'a request with both Content-Length and Transfer-Encoding',
  'framing.both-ends': 'a request with both Content-Length and Transfer-Encoding',
  'framing.coding-in-http10': 'a request of HTTP/1.0 with Transfer-Encoding',
  'host.missing': 'a request of HTTP/1.1 without Host',
  'host.repeated': 'a request with several Host lines',
  'host.invalid': 'a request with a malformed Host',
  'method.unknown': 'a request with an unknown method',
  'expect.other': 'a request with another expectation than 100-continue',
  'persist.close-wins': 'a request with close in Connection',
  'persist.keep-alive': 'a request of HTTP/1.0 with keep-alive',
  'persist.otherwise': 'a request of HTTP/1.0 without keep-alive',
  'offer.absent': 'a request without an offer in Upgrade',
  'offer.old-version': 'a WebSocket offer of HTTP/1.0',
  'offer.option-missing': 'an offer without the upgrade option in Connection',
  'offer.malformed': 'an Upgrade that names no protocol',
  'offer.other-protocol': 'an offer of another protocol than websocket',
  'offer.versioned': 'an offer of websocket with a version (as websocket/13)',
  'offer.listed': 'an offer of websocket among other protocols',
  'handshake.method': 'a handshake with another method than GET',
  'handshake.target': 'a handshake for a target that is no path',
  'handshake.host': 'a handshake with an empty Host',
  'handshake.host:absent': 'a handshake without Host',
  'handshake.host:several': 'a handshake with several Host lines',
  'handshake.host:invalid': 'a handshake with a malformed Host',
  'handshake.key-missing': 'a handshake without a key',
  'handshake.key-repeated': 'a handshake with several keys',
  'handshake.key-invalid': 'a handshake whose key is not the base64 of 16 octets',
  'handshake.key-padding': 'a handshake whose key has pad bits that are not zero',
  'handshake.version-missing': 'a handshake without a WebSocket version',
  'handshake.version-unsupported': 'a handshake of another WebSocket version than 13',
  'handshake.version-repeated': 'a handshake with several lines of WebSocket versions',
  'handshake.version-malformed': 'a handshake with a malformed WebSocket version',
  'handshake.extensions-malformed': 'a handshake with malformed extensions',
  'handshake.ambiguous-framing': 'a handshake with both Content-Length and Transfer-Encoding',
  'handshake.protocols-faulty': 'a handshake with faulty subprotocols',
  'handshake.origin-several': 'a handshake with several origins',
  'handshake.content': 'a handshake with content',
  'handshake.empty-content': 'a handshake with Content-Length: 0',
  'handshake.target-absolute': 'a handshake with an absolute target',
  'handshake.origin': 'a handshake with the Origin of another host (that of its own was not asked)',
  'handshake.protocols': 'a handshake with subprotocols',
  'handshake.extensions': 'a handshake with extensions',
  'handshake.frames-early': 'a frame that comes before the 101',
  'after101.persistence': 'a handshake that holds',
};

/** The words of a check are put into these. */
export const PLACED: Readonly<Record<Place, (phrase: string) => string>> = {
  never: (phrase) => `It takes ${phrase} as any other.`,
  inside: (phrase) => `To it ${phrase} is a handshake that fails.`,
  'not-a-handshake': (phrase) => `To it ${phrase} is no handshake, and it answers as usual.`,
  offered: (phrase) => `It refuses ${phrase} as soon as there is an Upgrade field.`,
  first: (phrase) => `It refuses ${phrase} before it looks for a handshake.`,
};

/** Checks that are left out together. */
export const GROUPED: Readonly<Record<string, string>> = {
  framing: 'It takes a request with any fault of Content-Length and Transfer-Encoding as any other.',
  repeated: 'It does not count the lines of Sec-WebSocket-Key and Sec-WebSocket-Version.',
  lines: 'It does not count the lines of Host, Sec-WebSocket-Key and Sec-WebSocket-Version.',
  host: 'It does not look at Host.',
  details: 'In a handshake it looks neither at the form of the extensions nor at Host.',
  form: 'It does not look at the form of extensions, at Host in a handshake, or at whitespace before a colon.',
};

/** How an option or a protocol is found. */
export const FOUND: Readonly<Record<OptionReading, string>> = {
  list: 'as a member of the list that all lines make',
  joined: 'only as the whole value, all lines made one',
  'each-line': 'only as the whole of some line',
  'first-line': 'only as the whole of the first line',
  'last-line': 'only as the whole of the last line',
  'full-list': 'as a member of the list, but not of one with an empty member',
  'first-list': 'as a member of the list in the first line',
  'last-list': 'as a member of the list in the last line',
  'list-with-parameters': 'as a member of the list, with what stands behind a semicolon cut off',
  'first-substring': 'anywhere in the first line',
  'last-substring': 'anywhere in the last line',
  prefix: 'at the start of a line',
  substring: 'anywhere in a line',
  'not-empty': 'wherever a line has text, whatever it says',
  presence: 'wherever there is a line, whatever it says',
  never: 'nowhere',
  always: 'always, whatever the field says',
};

/** What is found by such a reader. */
export const SOUGHT: { readonly [K in keyof Reading]?: string } = {
  close: 'close in Connection',
  keepAlive: 'keep-alive in Connection',
  upgrade: 'the upgrade option in Connection',
  websocket: 'websocket in Upgrade',
};

/** Readings of other kinds, value by value. */
export const READ: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  key: {
    'length-24': 'It takes any key of 24 characters.',
    'not-empty': 'It takes any key that is not empty.',
    present: 'It takes any key, an empty one too.',
  },
  keyLines: {
    first: 'Of several keys it takes the first.',
    last: 'Of several keys it takes the last.',
  },
  wsVersion: {
    'first-line': 'Of several lines of WebSocket versions it reads the first.',
    'first-member': 'It reads the first of the WebSocket versions.',
    'any-member': 'It looks for 13 anywhere among the WebSocket versions.',
    number: 'Of a WebSocket version it reads the digits it begins with.',
    present: 'It takes any WebSocket version that is there.',
    ignored: 'It does not look at the WebSocket version.',
  },
  host: { ignored: 'It does not look at Host.' },
  lengths: {
    first: 'Of several lengths it takes the first.',
    last: 'Of several lengths it takes the last.',
  },
  trims: { spaces: 'It takes spaces off the ends of a value, and leaves tabs there.' },
  refuses: {
    'nul-to-space': 'It refuses a NUL in a value.',
    'obs-fold': 'It refuses a folded line.',
    'nul-to-space,obs-fold': 'It refuses a NUL in a value, and a folded line.',
  },
};

/** What else can be set, value by value. */
export const OTHERWISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'persist.keep-alive': { otherwise: 'It closes behind HTTP/1.0 whether keep-alive is there or not.' },
  'persist.close-wins': {
    'keep-alive-in-1.0':
      'In HTTP/1.0 only keep-alive is looked for: with it the connection persists, close or not.',
  },
  'after101.persistence': {
    persistence: 'When the 101 is out, it closes the connection if the request was not to persist.',
  },
  'framing.coding-in-http10': {
    never: 'It keeps a connection whose HTTP/1.0 request had a Transfer-Encoding.',
  },
  'application.handshake': { ignore: 'Its application never upgrades.' },
};

/** As what a method is taken. */
export const METHOD_AS: Readonly<Record<string, string>> = {
  GET: 'as GET',
  other: 'as a method it knows, other than GET',
  unknown: 'as a method it does not know',
};

/** What a version label counts as. */
export const LABEL_AS: Readonly<Record<string, string>> = {
  '1.1': 'HTTP/1.1',
  '1.0': 'HTTP/1.0',
  '1.2+': 'a later HTTP/1.x',
  '2+': 'a major version it does not serve',
  malformed: 'no version',
  '0.x': 'a version before HTTP/1.0',
  none: 'a request without a version',
};

/** What an answer is given to, where it is not given to the requests of one clause. */
export const ANSWERED: Readonly<Record<string, string>> = {
  refusal: 'whatever it refuses',
  grant: 'a handshake that holds',
  ordinary: 'an ordinary GET',
  'ordinary-other': 'an ordinary request with another method',
};

/** The readings and checks that a case may leave open, as phrases. */
export const OPEN: { readonly [K in keyof Reading]?: string } = {
  close: 'how it finds close in Connection',
  keepAlive: 'how it finds keep-alive in Connection',
  upgrade: 'how it finds the upgrade option in Connection',
  websocket: 'how it finds websocket in Upgrade',
  key: 'how it reads a key',
  keyLines: 'which of several keys it takes',
  wsVersion: 'how it reads a WebSocket version',
  wsVersions: 'which WebSocket versions it speaks',
  host: 'whether it looks at Host',
  lengths: 'which of several lengths it takes',
  trims: 'whether a tab counts as whitespace',
  refuses: 'which repairs it refuses',
};
