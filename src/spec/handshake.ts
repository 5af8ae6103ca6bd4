/**
 * Who asked to switch, may it be granted, and if not what may be answered?
 *
 * 1. Is there an offer, is it for this hop and this version, and is it for WebSocket? (P7, P12, P13)
 * 2. If so, does it hold as a handshake of RFC 6455 §4.2.1? (P14)
 * 3. A 101 needs both. Nobody has to grant: an offer may be ignored and answered as any request (H-UPG-2).
 * 4. Persistence is not looked at here: whether the switch may happen never depends on it (SI-15).
 */
import { type Facts, VALUES } from './axes.js';
import { defineTable, type Table } from './table.js';

/** What there is of an offer: a WebSocket offer this server sees, or none it may act on. */
export type Offer = 'websocket' | 'nothing';

/** Is there an offer of WebSocket that this server may act on? */
export const OFFER: Table<Facts, Offer> = defineTable<Facts, Offer>(
  'is there an offer of WebSocket for this hop?',
  VALUES,
  [
    { clause: 'offer.absent', when: { upgrade: ['none'] }, then: ['nothing'] },
    // P7: what HTTP/1.0 cannot have
    { clause: 'offer.old-version', when: { version: ['1.0'] }, then: ['nothing'] },
    // P12: is the offer visible?
    {
      clause: 'offer.option-missing',
      when: { connection: ['none', 'close', 'keep-alive', 'close+keep-alive'] },
      then: ['nothing'],
    },
    // P13: is it one this server speaks?
    { clause: 'offer.malformed', when: { upgrade: ['invalid'] }, then: ['nothing'] },
    { clause: 'offer.other-protocol', when: { upgrade: ['other'] }, then: ['nothing'] },
    { clause: 'offer.versioned', when: { upgrade: ['versioned'] }, then: ['nothing', 'websocket'] },
    { clause: 'offer.listed', when: { upgrade: ['among'] }, then: ['websocket'] },
    { clause: 'offer.websocket', when: {}, then: ['websocket'] },
  ],
);

/** Whether an offer holds as a handshake; `version` is the one fault whose refusal names what is spoken. */
export type Holds = 'holds' | 'faulty' | 'version';

/** Does the offer hold as a WebSocket handshake? Asked only of an offer that is seen. */
export const HANDSHAKE: Table<Facts, Holds> = defineTable<Facts, Holds>(
  'does the offer hold as a WebSocket handshake?',
  VALUES,
  [
    {
      clause: 'handshake.method',
      when: { method: ['OPTIONS', 'CONNECT', 'other', 'unknown'] },
      then: ['faulty'],
    },
    {
      clause: 'handshake.target',
      when: { target: ['other-scheme', 'asterisk', 'authority', 'malformed'] },
      then: ['faulty'],
    },
    { clause: 'handshake.host', when: { host: ['empty', 'absent', 'several', 'invalid'] }, then: ['faulty'] },
    { clause: 'handshake.key-missing', when: { key: ['absent'] }, then: ['faulty'] },
    { clause: 'handshake.key-repeated', when: { key: ['several'] }, then: ['faulty'] },
    { clause: 'handshake.key-invalid', when: { key: ['invalid'] }, then: ['faulty'] },
    { clause: 'handshake.version-missing', when: { wsVersion: ['absent'] }, then: ['version', 'faulty'] },
    { clause: 'handshake.version-unsupported', when: { wsVersion: ['other'] }, then: ['version'] },
    { clause: 'handshake.version-repeated', when: { wsVersion: ['several'] }, then: ['faulty', 'version'] },
    { clause: 'handshake.version-malformed', when: { wsVersion: ['invalid'] }, then: ['faulty', 'version'] },
    { clause: 'handshake.extensions-malformed', when: { extensions: ['malformed'] }, then: ['faulty'] },
    { clause: 'handshake.ambiguous-framing', when: { framing: ['both'] }, then: ['faulty'] },
    // where the standards leave it open: the first outcome grants
    { clause: 'handshake.key-padding', when: { key: ['loose-pad'] }, then: ['holds', 'faulty'] },
    { clause: 'handshake.protocols-faulty', when: { protocols: ['faulty'] }, then: ['holds', 'faulty'] },
    { clause: 'handshake.origin-several', when: { origin: ['several'] }, then: ['holds', 'faulty'] },
    // what decides acceptance besides: the service, the origin, the subprotocol (P15)
    {
      clause: 'handshake.content',
      when: { framing: ['length', 'chunked', 'equal-lengths'] },
      then: ['holds', 'faulty'],
    },
    { clause: 'handshake.empty-content', when: { framing: ['zero'] }, then: ['holds'] },
    { clause: 'handshake.target-absolute', when: { target: ['absolute'] }, then: ['holds'] },
    { clause: 'handshake.origin', when: { origin: ['one'] }, then: ['holds'] },
    { clause: 'handshake.protocols', when: { protocols: ['offered'] }, then: ['holds'] },
    { clause: 'handshake.extensions', when: { extensions: ['offered'] }, then: ['holds'] },
    { clause: 'handshake.holds', when: {}, then: ['holds'] },
  ],
);

/** What governs the end of a connection once a 101 is out: WebSocket's own rules, and nothing else. */
export type After101 = 'websocket' | 'persistence';

/** Does HTTP persistence apply to a connection that has switched? No text of the standards lets it. */
export const AFTER_101: Table<Facts, After101> = defineTable<Facts, After101>(
  'what ends a connection that has switched?',
  VALUES,
  [{ clause: 'after101.persistence', when: {}, then: ['websocket'] }],
);

/** What a frame that comes before the 101 does: it waits for the verdict. */
export type EarlyFrames = 'wait' | 'activate';

/** Does a frame that comes before the 101 open the WebSocket? No text of the standards lets it. */
export const EARLY_FRAMES: Table<Facts, EarlyFrames> = defineTable<Facts, EarlyFrames>(
  'does a frame before the 101 open the WebSocket?',
  VALUES,
  [{ clause: 'handshake.frames-early', when: {}, then: ['wait'] }],
);
