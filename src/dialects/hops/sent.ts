/**
 * The elements of a head that a hop decides: version, Upgrade, Connection and Host as they go upstream.
 *
 * 1. Each follows from the parameters and the request, and from nothing else.
 * 2. Which parameter decided can be said of each.
 */
import { isWord, members } from '../../spec/fields.js';
import type { Asked } from './asked.js';
import type { Decided, HopRequest } from './hop.js';
import { REQUEST_PARAMETERS } from './request-parameters.js';

/** What a head alone does not tell. */
export interface ForwardOptions {
  /** The name of the upstream server, as Host has it; `upstream` when not given. */
  readonly upstream?: string;
  /** The name that the hop has for itself; `localhost` when not given. */
  readonly own?: string;
  /** How many octets of content go along; what Content-Length says, or none, when not given. */
  readonly content?: number;
}

/** The elements of the head upstream that are decided by parameters. */
export interface Sent {
  readonly version: string;
  readonly upgrade: readonly string[];
  readonly connection: readonly string[];
  readonly host: string | undefined;
}

/** The lines of Upgrade that a hop looks at. */
function linesSeen(request: HopRequest, { upgrade }: Asked): readonly string[] {
  if (upgrade.length === 0) return [];
  switch (request.upgradeLines) {
    case 'joined':
      return [upgrade.join(', ')];
    case 'first':
      return upgrade.slice(0, 1);
    case 'last':
      return upgrade.slice(-1);
    case 'each':
      return upgrade;
  }
}

/** Whether a line of Upgrade is one that goes on. */
function isTaken(request: HopRequest, line: string): boolean {
  switch (request.upgrade) {
    case 'none':
      return false;
    case 'any':
      return true;
    case 'whole':
      return isWord(line, 'websocket');
    case 'listed':
      return members([line]).some((one) => isWord(one, 'websocket'));
    case 'listed-exact':
      return members([line]).includes('websocket');
  }
}

/** Whether Connection says what it must for Upgrade to go on. */
function optionHolds(request: HopRequest, { connection, options }: Asked): boolean {
  if (request.upgradeOption === 'any') return true;
  if (request.upgradeOption === 'connection') return connection.length > 0;
  const lines =
    request.optionLines === 'all'
      ? undefined
      : request.optionLines === 'first'
        ? connection.slice(0, 1)
        : connection.slice(-1);
  const said =
    lines === undefined ? options.includes('upgrade') : members(lines).some((one) => isWord(one, 'upgrade'));
  return request.upgradeOption === 'upgrade' ? said : !said;
}

/** Upgrade as it goes upstream. */
function upgradeSent(request: HopRequest, asked: Asked): readonly string[] {
  const lines = linesSeen(request, asked);
  if (!lines.some((line) => isTaken(request, line))) return [];
  if (request.upgradeFrom === '1.1' && asked.version === 'old') return [];
  if (request.upgradeContent === 'none' && asked.content !== 'none') return [];
  if (request.upgradeMethod === 'GET' && asked.head.method !== 'GET') return [];
  if (!optionHolds(request, asked)) return [];
  switch (request.upgradeForm) {
    case 'as-sent':
      return lines;
    case 'lower-case':
      return lines.map((line) => line.toLowerCase());
    case 'token':
      return ['websocket'];
    case 'WebSocket':
      return ['WebSocket'];
  }
}

const OLD_LABELS = ['HTTP/1.0', 'HTTP/0.9'];

/** The version upstream. */
function versionSent(request: HopRequest, { head }: Asked, upgrades: boolean): string {
  switch (request.version) {
    case '1.1':
      return 'HTTP/1.1';
    case '1.0':
      return 'HTTP/1.0';
    case 'client':
      return OLD_LABELS.includes(head.version) ? head.version : 'HTTP/1.1';
    case 'label':
      return head.version;
    case 'label-with-upgrade':
      return upgrades ? head.version : 'HTTP/1.1';
  }
}

/** The client's lines without close and keep-alive, as they stand; a line of nothing else is left out. */
function restOf(connection: readonly string[]): readonly string[] {
  return connection
    .map((line) =>
      members([line])
        .filter((one) => !isWord(one, 'close') && !isWord(one, 'keep-alive'))
        .join(', '),
    )
    .filter((line) => line !== '');
}

/** The rest of the client's, and what says how the connection upstream goes on. */
function restAnd(asked: Asked, old: boolean, ends: boolean): readonly string[] {
  const rest = restOf(asked.connection);
  if (asked.options.includes('upgrade')) return rest;
  if (ends) return old ? rest : [...rest, 'close'];
  return old ? [...rest, 'keep-alive'] : rest;
}

const joined = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [lines.join(', ')];

/** Connection upstream, from one of the two parameters. */
function connectionSent(
  choice: HopRequest['connectionWith'] | HopRequest['connectionWithout'],
  asked: Asked,
  version: string,
): readonly string[] {
  const { connection, options } = asked;
  const old = OLD_LABELS.includes(version);
  switch (choice) {
    case 'none':
      return [];
    case 'lines':
      return connection;
    case 'joined-or-empty':
      return [connection.join(', ')];
    case 'first':
      return connection.slice(0, 1);
    case 'rest-or-keep-alive':
      return restAnd(asked, old, false);
    case 'rest-or-close':
      return restAnd(asked, old, true);
    case 'upgrade-or-close':
      return options.includes('upgrade') ? joined(connection) : ['close'];
    case 'joined-or-keep-alive':
      return connection.length === 0 ? ['keep-alive'] : joined(connection);
    case 'mirror': {
      const persists =
        !options.includes('close') &&
        (asked.version !== 'old' || options.includes('keep-alive') || asked.proxyKeepAlive);
      return persists ? [] : ['close'];
    }
    default:
      return [choice];
  }
}

/** A name that was given from outside, without what would end its line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the octets that end a line
const oneLine = (name: string): string => name.replace(/[\0-\x1f\x7f]/g, '');

/** Host upstream. */
function hostSent(request: HopRequest, { host }: Asked, options: ForwardOptions): string | undefined {
  const upstream = oneLine(options.upstream ?? 'upstream');
  const own = oneLine(options.own ?? 'localhost');
  if (host !== undefined) return request.host === 'client' ? host : upstream;
  switch (request.noHost) {
    case 'as-host':
      return request.host === 'client' ? undefined : upstream;
    case 'upstream':
      return upstream;
    case 'upstream-name':
      return upstream.replace(/:[0-9]*$/, '');
    case 'own':
      return own;
  }
}

/**
 * The elements that parameters decide: version, Upgrade, Connection and Host as they go upstream.
 *
 * @param request - the request side of a hop
 * @param asked - the request
 * @param options - what the head alone does not tell
 * @returns the four, of which all but the version may be absent
 */
export function sentOf(request: HopRequest, asked: Asked, options: ForwardOptions = {}): Sent {
  const upgrade = upgradeSent(request, asked);
  const version = versionSent(request, asked, upgrade.length > 0);
  const choice = upgrade.length > 0 ? request.connectionWith : request.connectionWithout;
  return {
    version,
    upgrade,
    connection: connectionSent(choice, asked, version),
    host: hostSent(request, asked, options),
  };
}

const decided = (field: Decided['field'], parameter: Decided['parameter'], value: string): Decided => {
  const values: Readonly<Record<string, string>> = REQUEST_PARAMETERS[parameter].values;
  return { field, parameter, value, says: values[value] ?? value };
};

/** Which parameter keeps Upgrade from going on, or which one lets it. */
function upgradeBecause(request: HopRequest, asked: Asked, sent: Sent): Decided {
  const of = (parameter: Decided['parameter']): Decided =>
    decided('Upgrade', parameter, String(request[parameter]));
  if (sent.upgrade.length > 0) return of(request.upgradeForm === 'as-sent' ? 'upgrade' : 'upgradeForm');
  if (!linesSeen(request, asked).some((line) => isTaken(request, line))) return of('upgrade');
  if (request.upgradeFrom === '1.1' && asked.version === 'old') return of('upgradeFrom');
  if (request.upgradeContent === 'none' && asked.content !== 'none') return of('upgradeContent');
  if (request.upgradeMethod === 'GET' && asked.head.method !== 'GET') return of('upgradeMethod');
  return of('upgradeOption');
}

/**
 * Which parameters made the four elements.
 *
 * @param request - the request side of a hop
 * @param asked - the request
 * @param sent - what went upstream of it
 * @returns for version, Upgrade, Connection and Host the parameter, its value and what it means
 */
export function becauseOf(request: HopRequest, asked: Asked, sent: Sent): readonly Decided[] {
  const connection = sent.upgrade.length > 0 ? 'connectionWith' : 'connectionWithout';
  const host = asked.host === undefined && request.noHost !== 'as-host' ? 'noHost' : 'host';
  return [
    decided('version', 'version', request.version),
    upgradeBecause(request, asked, sent),
    decided('Connection', connection, request[connection]),
    decided('Host', host, request[host]),
  ];
}
