/**
 * What each state of the machine means, in one sentence, by the path to it. A test holds that these are its states.
 *
 * 1. A region's sentence says what its states tell apart; the sentence of a state around others holds in all of them.
 * 2. A sentence says what is known of the connection, not what will happen: that is what the arrows are for.
 */

/** The sentences, in the machine's order. */
export const STATE_SENTENCES: Readonly<Record<string, string>> = {
  status: 'Where the connection stands.',
  'status.NONE': 'The connection carries HTTP, and no WebSocket offer is being weighed.',
  'status.NONE.idle': 'No request is in hand; the server waits for the first octets of the next one.',
  'status.NONE.head': 'Octets of a request were read, and its head is not complete.',
  'status.NONE.expecting':
    'The head of an ordinary request is complete; the client waits for 100 (Continue) before it sends content.',
  'status.NONE.body':
    'The head is complete, content of the request is still to come, and no final answer was given.',
  'status.NONE.answering': 'No more of the request is awaited, and the server owes it a final answer.',
  'status.NONE.answered':
    'The final answer was given and nothing of the request is left to read; the answer is being written.',
  'status.NONE.draining':
    'The final answer was given before the end of the content, and the rest of the content has not been read.',
  'status.HANDSHAKE': 'The request in hand was taken as a WebSocket handshake, and it has no final answer.',
  'status.HANDSHAKE.expecting':
    'The head of a handshake is complete; the client waits for 100 (Continue) before it sends content.',
  'status.HANDSHAKE.body': 'The head of a handshake is complete, and its content is still to come.',
  'status.HANDSHAKE.queued':
    'The handshake is complete, and answers to earlier requests have to go out first.',
  'status.HANDSHAKE.deciding':
    'The handshake is complete and nothing earlier is unanswered: the application grants, refuses or ignores it.',
  'status.ACTIVE': 'The connection has switched: it carries WebSocket, and the rules of HTTP have ended.',
  'status.ACTIVE.request-content':
    'The 101 went out before the end of the content; the rest of the content comes before the first frame.',
  'status.ACTIVE.open': 'The WebSocket is open, and frames may pass both ways.',
  'status.ACTIVE.closing-here': 'The server has sent its Close, and has not read that of the client.',
  'status.ACTIVE.closing-there':
    'The client has sent its Close, and the server has not answered with its own.',
  'status.ACTIVE.both':
    'The closing handshake is done or given up, and the server still has its FIN to send.',
  'status.ACTIVE.closing-in-content':
    'The server sent its Close while the content of the request was still coming; it is read to its end before any frame.',
  'status.ACTIVE.failing-late':
    'The server fails the connection behind its own Close: nothing more is read, and only the FIN is left.',
  'status.ACTIVE.failing':
    'The WebSocket is being failed: nothing more is processed, a Close may go out, and the FIN follows.',
  'status.CLOSED':
    'The server has ended the connection on its side, or it was ended by a reset or a failure.',
  'status.CLOSED.lingering':
    'The server has sent FIN, and reads and discards until the client has finished or a time has run out.',
  'status.CLOSED.gone': 'The connection is over for the server; whatever still comes is not looked at.',
  persistence: 'Whether the connection continues behind the request in hand (RFC 9112 §9.3).',
  'persistence.undecided': 'No request is in hand that has said whether the connection continues.',
  'persistence.persists': 'The connection continues behind the answer to the request in hand.',
  'persistence.last':
    'The connection ends behind the final answer in hand: §9.3 says so, or the answer does.',
  earlier: 'Whether requests before the one in hand are unanswered, because the server read ahead.',
  'earlier.none': 'Every earlier request has its answer.',
  'earlier.pending':
    'An earlier request is unanswered, and no octet of a later answer may go out before its answer.',
  client: 'Whether the client still sends.',
  'client.sending': 'The client has not sent FIN.',
  'client.finished': 'The client has sent FIN: it sends nothing more, and may still receive.',
  message: 'Whether the client is in the middle of a message that it sends in fragments.',
  'message.between': 'No message of the client is under way: its next data frame begins one.',
  'message.inside': 'A message of the client has begun: its next data frame continues or ends it.',
  owes: 'Whether the server owes an answer to a Ping.',
  'owes.nothing': 'Every Ping that was read has its Pong, or none was read.',
  'owes.pong': 'A Ping was read, and a Pong with the payload of the latest one has not gone out.',
  sending: 'Whether the server is in the middle of a message that it sends in fragments.',
  'sending.between': 'No message of the server is under way: its next data frame begins one.',
  'sending.inside': 'A message of the server has begun: its next data frame continues or ends it.',
};
