/**
 * What separates intermediaries towards the client: for each parameter the values it may have, each with what
 * it means.
 *
 * 1. As on the request side: closed sets, the first value taken where nothing tells them apart, and none
 *    about a product.
 * 2. A 101 is asked about first, then an ordinary answer, then an upstream that gave none.
 */

/** The parameters of the response side, and their values. */
export const RESPONSE_PARAMETERS = {
  leg: {
    about: 'what the intermediary reads of the answer',
    values: {
      messages: 'each answer is read as a message',
      'octets-with-upgrade': 'nothing: once Upgrade was forwarded, octets go both ways',
      'one-answer-with-upgrade':
        'once Upgrade and its option were forwarded, one answer, behind which the connection is closed',
      'own-101':
        'nothing: once Upgrade was forwarded it answers 101 itself, and is the end of two WebSockets',
      octets: 'nothing: octets go both ways from the start',
    },
  },
  tunnelWhen: {
    about: 'what must have been asked for a 101 to become a tunnel',
    values: {
      'upgrade-sent': 'Upgrade was forwarded',
      'option-sent': 'the option upgrade was forwarded in Connection, without content',
      'client-asked': 'the client sent Upgrade, forwarded or not',
      always: 'nothing: any 101 becomes a tunnel',
      never: 'no 101 becomes a tunnel',
    },
  },
  tunnelNames: {
    about: 'what such a 101 must name',
    values: {
      anything: 'anything or nothing',
      'a-protocol': 'some protocol, in Upgrade',
      'same-protocol': 'the protocol that was forwarded',
    },
  },
  tunnelTo: {
    about: 'to which client a 101 becomes a tunnel',
    values: {
      any: 'any client',
      '1.1': 'a client at HTTP/1.1 or later',
    },
  },
  unasked: {
    about: 'what a 101 becomes that was not asked for, or does not name what it must',
    values: {
      error: 'the error that an upstream without an answer gives',
      relayed: 'the 101 itself, as if it were a final answer: nothing follows it',
      streamed: 'the 101 itself as a final answer, whose content is taken to last until the upstream ends',
      'relayed-and-closed': 'the 101 itself, and the connection is closed',
      held: 'nothing, until the upstream ends or its content is complete; then the 101 as a final answer',
      silent: 'nothing, whatever the upstream does',
    },
  },
  unaskedBare: {
    about: 'what a 101 becomes that was not asked for and names no protocol',
    values: {
      same: 'what any 101 becomes that was not asked for',
      relayed: 'the 101 itself, as if it were a final answer: nothing follows it',
      held: 'nothing, until the upstream ends or its content is complete; then the 101 as a final answer',
    },
  },
  unaskedOld: {
    about: 'what a 101 becomes that was not asked for, towards a client at HTTP/1.0',
    values: {
      same: 'what any 101 becomes that was not asked for',
      error: 'the error that an upstream without an answer gives',
    },
  },
  old: {
    about: 'what a 101 becomes that may not be a tunnel to a client at HTTP/1.0',
    values: {
      same: 'what a 101 becomes that was not asked for',
      'silent-until-end': 'nothing, and the connection is closed when the upstream ends',
    },
  },
  says101: {
    about: 'what Connection says in a 101 that is passed on as a final answer',
    values: {
      ordinary: 'what it says in any answer',
      tunnel: 'what it says in a 101 that becomes a tunnel',
    },
  },
  tunnelConnection: {
    about: 'what Connection says in a 101 that becomes a tunnel',
    values: {
      upstream: 'what the upstream said',
      Upgrade: 'the constant Upgrade',
      upgrade: 'the constant upgrade',
    },
  },
  tunnelUpgrade: {
    about: 'what Upgrade says in a 101 that becomes a tunnel',
    values: {
      upstream: 'what the upstream said',
      websocket: 'the constant websocket',
    },
  },
  clientPersists: {
    about: "how the client's request decides whether its connection persists",
    values: {
      options: 'by version and options, as rfc9112#persistent.connections has it',
      'last-line': 'by the last line of Connection, which must say keep-alive; without one, by the version',
    },
  },
  laterVersion: {
    about: 'how a client at HTTP/2.0 or later persists',
    values: {
      persists: 'as one at HTTP/1.1',
      closes: 'not at all',
    },
  },
  proxyConnection: {
    about: 'whether Proxy-Connection is read as Connection',
    values: {
      ignored: 'no',
      read: 'yes, where there is no Connection',
    },
  },
  closes: {
    about: 'when the client’s connection is closed though it could persist',
    values: {
      never: 'never',
      'after-upgrade': 'after any answer to a request whose Upgrade was forwarded',
      always: 'after every answer',
    },
  },
  upstreamClose: {
    about: 'whether `close` in the upstream’s answer closes the client’s connection too',
    values: {
      no: 'no',
      yes: 'yes',
    },
  },
  badRequest: {
    about: 'whether an upstream’s 400 closes the client’s connection',
    values: {
      persists: 'no more than another answer',
      closes: 'yes',
    },
  },
  unframed: {
    about: 'how content that ends with the upstream’s connection reaches the client',
    values: {
      chunked: 'in chunks to HTTP/1.1; else the connection is closed behind it',
      length: 'whole, with its length',
      closed: 'the connection is closed behind it',
    },
  },
  version: {
    about: 'which version the status line has',
    values: {
      '1.1': 'HTTP/1.1',
      client: 'HTTP/1.0 to a client at HTTP/1.0, else HTTP/1.1',
      'client-but-in-errors': 'as before, but HTTP/1.1 in an error of its own',
      upstream: 'the upstream’s',
      'upstream-in-101': 'HTTP/1.1; in a 101 the upstream’s',
    },
  },
  closingSays: {
    about: 'what Connection says before the connection is closed',
    values: {
      close: 'close',
      'close-at-1.1': 'close, but nothing in an answer of HTTP/1.0',
    },
  },
  stayingSays: {
    about: 'what Connection says where the connection persists',
    values: {
      'keep-alive': 'keep-alive',
      'keep-alive-to-1.0': 'keep-alive to HTTP/1.0, else nothing',
      'Keep-Alive-to-1.0': 'Keep-Alive to HTTP/1.0, else nothing',
      'Keep-Alive-if-asked': 'Keep-Alive where the client said it, else nothing',
    },
  },
  upstreamConnection: {
    about: 'what becomes of the upstream’s Connection',
    values: {
      dropped: 'it is dropped',
      'upgrade-before': 'its option upgrade goes before the own ones',
      'upgrade-alone': 'its option upgrade stands in place of the own ones',
      decides: 'it is passed on where there is one, and decides whether the connection is closed',
      'client-before': 'as before, but to HTTP/1.0 the client’s own Connection is sent back, or close',
    },
  },
  upstreamUpgrade: {
    about: 'what becomes of Upgrade in an answer that is no 101',
    values: {
      dropped: 'it is dropped',
      kept: 'it is passed on',
      'kept-if-sent': 'it is passed on where Upgrade was forwarded',
    },
  },
  failure: {
    about: 'the status where the upstream gives no answer',
    values: {
      '502 Bad Gateway': '502',
      '500 Internal Server Error': '500',
      '503 Service Unavailable': '503',
      '504 Gateway Timeout': '504',
    },
  },
  failureCloses: {
    about: 'whether such an error closes the client’s connection',
    values: {
      'as-others': 'as any other answer',
      'as-asked': 'only as the client’s request has it',
      always: 'always',
    },
  },
  octetsBehind: {
    about: 'what becomes of octets behind the request that are no request, once it is answered',
    values: {
      wait: 'nothing: the connection goes on as if they had not come',
      close: 'they are read as the next request, and the connection is closed',
    },
  },
  ownH2c: {
    about: 'whether the intermediary itself takes an offer of h2c',
    values: {
      no: 'no',
      yes: 'yes, and answers 101 for it',
      '1.1': 'yes, from HTTP/1.1 on',
    },
  },
} as const satisfies Record<string, { about: string; values: Record<string, string> }>;
