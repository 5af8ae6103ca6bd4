/**
 * The server's end of one HTTP/1.x connection, around the WebSocket upgrade.
 *
 * 1. `status` is where the connection stands: NONE (HTTP), HANDSHAKE (a WebSocket offer is being weighed), ACTIVE
 *    (WebSocket), CLOSED. Beside it, `persistence` is RFC 9112 §9.3: four arrows, the RFC's four rows in order.
 * 2. `earlier` tells whether earlier requests are unanswered, and `client` whether the client still sends; of a
 *    WebSocket, `message` and `sending` tell whether a message is under way in fragments, and `owes` whether a Pong is due.
 * 3. The machine acts on verdicts and never sees a message: `client.head` brings the verdict in force.
 * 4. All choice is an event: `client.*` is the peer, `app.*` the application, `policy.*` the server's own policy.
 * 5. Every state says what it does with every event. An arrow without target deliberately does nothing.
 * 6. Every arrow names its clause. What it sends is in `sends`, in order. `deviation` marks an arrow that no
 *    verdict of the standards enables; dialects need it.
 * 7. Octets that a state leaves `unread` stay with the transport and are read in a later state.
 *
 * Here the machine is put together. Its arrows stand in the folder `machine/`: one file for each status, one
 * for the regions beside it, and what they share in `alphabet`, `verdicts`, `guards`, `head` and `http`.
 */
import { ACTIVE } from './machine/active.js';
import { CLOSED } from './machine/closed.js';
import { parts } from './machine/guards.js';
import { HANDSHAKE } from './machine/handshake.js';
import { NONE } from './machine/none.js';
import { client, earlier, message, owes, persistence, sending } from './machine/regions.js';
import { NO_REQUEST } from './machine/verdicts.js';

export {
  type ArrowMeta,
  type ConnectionEvent,
  SENDABLE,
  type Sendable,
  type Sent,
} from './machine/alphabet.js';
export { NO_REQUEST };

/** The machine. Start it with `createActor(machine)`, or ask it with `step` and `run`. */
export const machine = parts.createMachine({
  id: 'connection',
  type: 'parallel',
  context: { verdict: NO_REQUEST },
  states: {
    status: { initial: 'NONE', states: { NONE, HANDSHAKE, ACTIVE, CLOSED } },
    persistence,
    earlier,
    message,
    owes,
    sending,
    client,
  },
});
