/**
 * What separates intermediaries towards the origin: for each parameter the values it may have, each with what
 * it means.
 *
 * 1. A parameter is a small closed set of named values; a hop has one value of each, and nothing else of it
 *    counts.
 * 2. The first value is the one taken where nothing was observed that tells the values apart.
 * 3. No value is about a product.
 */

/** The parameters of the request side, and their values. */
export const REQUEST_PARAMETERS = {
  version: {
    about: 'which version the request line has that goes upstream',
    values: {
      '1.1': 'HTTP/1.1, whatever the client sent',
      '1.0': 'HTTP/1.0, whatever the client sent',
      client: "the client's version, but no later one than HTTP/1.1",
      label: "the client's version label as it was spelled",
      'label-with-upgrade': "the client's version label where Upgrade is forwarded, else HTTP/1.1",
    },
  },
  upgrade: {
    about: 'which Upgrade is forwarded',
    values: {
      none: 'no Upgrade is forwarded',
      any: 'any Upgrade is forwarded',
      whole: 'an Upgrade whose whole value is websocket',
      listed: 'an Upgrade that lists websocket',
      'listed-exact': 'an Upgrade that lists websocket in lower case',
    },
  },
  upgradeLines: {
    about: 'which lines of Upgrade are looked at and forwarded',
    values: {
      joined: 'all lines, made one',
      first: 'the first line only',
      last: 'the last line only',
      each: 'each line by itself, and all of them if one is forwarded',
    },
  },
  upgradeForm: {
    about: 'how a forwarded Upgrade is written',
    values: {
      'as-sent': 'as the client wrote it',
      'lower-case': 'in lower case',
      token: 'the word websocket alone',
      WebSocket: 'as WebSocket, whatever the client wrote',
    },
  },
  upgradeFrom: {
    about: 'from which version on Upgrade is forwarded',
    values: {
      any: "whatever the client's version",
      '1.1': 'only from a client at HTTP/1.1 or later',
    },
  },
  upgradeOption: {
    about: 'what Connection must say for Upgrade to be forwarded',
    values: {
      any: 'nothing: Upgrade is forwarded without it',
      upgrade: 'it has the option upgrade',
      connection: 'there is a Connection field, whatever it says',
      absent: 'it does not have the option upgrade: an Upgrade that it names is taken off',
    },
  },
  optionLines: {
    about: 'which lines of Connection are looked at for that',
    values: {
      all: 'all of them',
      first: 'the first one',
      last: 'the last one',
    },
  },
  upgradeContent: {
    about: 'whether a request with content keeps its Upgrade',
    values: {
      any: 'Upgrade is forwarded with content and without',
      none: 'Upgrade is forwarded only without content',
    },
  },
  upgradeMethod: {
    about: 'which methods keep their Upgrade',
    values: {
      any: 'every method',
      GET: 'GET alone',
    },
  },
  connectionWith: {
    about: 'what Connection says beside a forwarded Upgrade',
    values: {
      upgrade: 'the constant upgrade',
      Upgrade: 'the constant Upgrade',
      close: 'the constant close',
      'keep-alive': 'the constant keep-alive',
      'close, upgrade': 'the constant `close, upgrade`',
      none: 'there is no Connection field',
      lines: "the client's lines as they stand",
      'joined-or-empty': "the client's lines, made one; an empty value where there is none",
      first: "the client's first line",
      'rest-or-keep-alive':
        "the client's without close and keep-alive; keep-alive to HTTP/1.0 unless it upgrades",
      'rest-or-close': "the client's without close and keep-alive; close to HTTP/1.1 unless it upgrades",
      'upgrade-or-close': "the client's if it has the option upgrade, else close",
      'joined-or-keep-alive': "the client's, made one; keep-alive where there is none",
    },
  },
  connectionWithout: {
    about: 'what Connection says where no Upgrade is forwarded',
    values: {
      close: 'the constant close',
      'keep-alive': 'the constant keep-alive',
      'Keep-Alive': 'the constant Keep-Alive',
      none: 'there is no Connection field',
      upgrade: 'the constant upgrade, though nothing is offered',
      lines: "the client's lines as they stand",
      'rest-or-keep-alive':
        "the client's without close and keep-alive; keep-alive to HTTP/1.0 unless it upgrades",
      'rest-or-close': "the client's without close and keep-alive; close to HTTP/1.1 unless it upgrades",
      'upgrade-or-close': "the client's if it has the option upgrade, else close",
      'joined-or-keep-alive': "the client's, made one; keep-alive where there is none",
      mirror: "close if the client's connection ends, else no Connection field",
    },
  },
  named: {
    about: "what becomes of other fields that the client's Connection names",
    values: {
      kept: 'they are forwarded',
      removed: 'they are taken off',
    },
  },
  keepAliveField: {
    about: 'what becomes of the field Keep-Alive',
    values: {
      removed: 'it is taken off',
      kept: 'it is forwarded',
    },
  },
  teField: {
    about: 'what becomes of the field TE',
    values: {
      removed: 'it is taken off',
      kept: 'it is forwarded',
    },
  },
  host: {
    about: 'which Host is forwarded',
    values: {
      upstream: 'the name of the upstream server',
      client: "the client's",
    },
  },
  noHost: {
    about: 'which Host is forwarded of a request that has none',
    values: {
      'as-host': 'as with any other request; none if it is to be the client’s',
      upstream: 'the name and port of the upstream server',
      'upstream-name': 'the name of the upstream server, without its port',
      own: 'a name that the intermediary has for itself',
    },
  },
  handshake: {
    about: 'whose WebSocket handshake is forwarded',
    values: {
      client: "the client's fields",
      own: 'its own: it opens a second WebSocket with a key and a version of its own',
    },
  },
  content: {
    about: 'how content is framed upstream',
    values: {
      'as-sent': 'as the client framed it',
      length: 'with Content-Length, chunks put together',
      'length-or-none': 'with Content-Length; behind a forwarded Upgrade none is announced',
    },
  },
  via: {
    about: 'whether the field Via is added',
    values: {
      none: 'no',
      added: 'yes',
    },
  },
} as const satisfies Record<string, { about: string; values: Record<string, string> }>;
