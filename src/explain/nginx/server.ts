/**
 * Which `server` serves a host: by its names, else the default of the address and port.
 *
 * 1. Names: exact, then `*.name`, then `name.*`, then regular expressions in order.
 * 2. The default is the one that says `default_server`, else the first for that address and port.
 * 3. Without a host, or with sockets that differ, several servers may be left; nothing is picked here.
 */
import { hostMask } from '../../dialects/nginx/mask.js';
import { type Budget, match, patternOf } from '../../dialects/nginx/regex.js';
import { groupsByName } from '../../dialects/nginx/search.js';
import { hostName } from '../../dialects/nginx/uri.js';
import type { Context } from './context.js';

/** What a `listen` says. */
export interface Listen {
  readonly socket: string;
  readonly port: number | undefined;
  readonly tls: boolean;
  readonly isDefault: boolean;
}

const IMPLIED: Listen = { socket: '*:80', port: 80, tls: false, isDefault: false };

function listenOf(args: readonly string[]): Listen {
  const [address = '', ...parameters] = args;
  const found = /^(?:(.*):)?(\d{1,5})$/.exec(address);
  const isPath = address.startsWith('unix:');
  const port = isPath ? undefined : Number(found?.[2] ?? 80);
  const host = isPath ? address : found === null ? address : (found[1] ?? '*');
  return {
    socket: isPath ? address : `${host}:${port}`,
    port,
    tls: parameters.includes('ssl') || parameters.includes('quic') || port === 443,
    isDefault: parameters.includes('default_server') || parameters.includes('default'),
  };
}

/**
 * Where a server listens.
 *
 * @param server The server.
 * @returns Its sockets; `*:80` when it names none.
 */
export function listensOf(server: Context): readonly Listen[] {
  const own = server.directives.filter(({ name }) => name === 'listen').map(({ args }) => listenOf(args));
  return own.length === 0 ? [IMPLIED] : own;
}

/**
 * The names of a server.
 *
 * @param server The server.
 * @returns Its names as written; none when it has none.
 */
export function namesOf(server: Context): readonly string[] {
  return server.directives.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args);
}

/** A server that may serve, and why. */
export interface Candidate {
  readonly server: Context;
  readonly how: string;
  /** The server that reads the request until Host is known. */
  readonly first: Context;
  readonly groups: Readonly<Record<string, string>>;
}

type Choice = Omit<Candidate, 'first'>;
type Chosen = Choice | { readonly undecided: string };

interface Member {
  readonly server: Context;
  readonly listen: Listen;
}

interface Named {
  readonly server: Context;
  readonly name: string;
}

function byExpression(names: readonly Named[], host: string, budget: Budget): Chosen | undefined {
  for (const { server, name } of names.filter((one) => one.name.startsWith('~')).slice(0, 200)) {
    const pattern = patternOf(name.slice(1), /[A-Z]/.test(name));
    if ('uses' in pattern) return { undecided: `server_name ${name} uses ${pattern.uses}` };
    const found = match(pattern, host, budget);
    if (found === 'undecided') return { undecided: `server_name ${name} takes too many steps` };
    if (found === 'none') continue;
    const groups = groupsByName(pattern.names, found);
    return { server, how: `server_name ${name} matches ${host}`, groups };
  }
  return undefined;
}

const defaultOf = (members: readonly Member[]): Member =>
  members.find(({ listen }) => listen.isDefault) ?? (members[0] as Member);

function byName(members: readonly Member[], host: string, budget: Budget): Chosen {
  const names = members.flatMap(({ server }): Named[] => {
    const own = namesOf(server);
    return (own.length === 0 ? [''] : own).map((name) => ({ server, name }));
  });
  const lower = ({ name }: Named) => name.toLowerCase();
  const plain = names.filter(({ name }) => !name.startsWith('~'));
  const exact = plain.find((one) => lower(one) === host) ?? hostMask(plain, lower, host);
  const how = `server_name ${exact?.name ?? ''} is the host ${host}`;
  if (exact !== undefined) return { server: exact.server, how, groups: {} };
  const expression = host === '' ? undefined : byExpression(names, host, budget);
  if (expression !== undefined) return expression;
  const chosen = defaultOf(members);
  const { socket, isDefault } = chosen.listen;
  const says = isDefault ? 'it says so' : 'it is the first for this address and port';
  return { server: chosen.server, how: `the default server of ${socket}, since ${says}`, groups: {} };
}

/** What is known of the connection. */
export interface Arrival {
  readonly host: string | undefined;
  readonly scheme: string | undefined;
  readonly port: number | undefined;
}

function serves({ listen }: Member, { scheme, port }: Arrival): boolean {
  if (port !== undefined && listen.port !== port) return false;
  return scheme === undefined || listen.tls === (scheme === 'https' || scheme === 'wss');
}

/**
 * The servers that may serve.
 *
 * @param servers All servers, in order.
 * @param arrival What is known of host, scheme and port.
 * @param budget What may be spent on matching.
 * @returns One, or the several that are left; notes; and what is not decided.
 */
export function candidatesOf(
  servers: readonly Context[],
  arrival: Arrival,
  budget: Budget,
): {
  readonly candidates: readonly Candidate[];
  readonly notes: readonly string[];
  readonly undecided: readonly string[];
} {
  const all = servers.flatMap((server) => listensOf(server).map((listen): Member => ({ server, listen })));
  const fit = all.filter((member) => serves(member, arrival));
  const notes =
    fit.length === 0 && all.length > 0
      ? ['no server listens for this scheme and port: all are looked at, as if something before nginx did']
      : [];
  const sockets = new Map<string, Member[]>();
  for (const member of fit.length === 0 ? all : fit) {
    const { socket } = member.listen;
    const members = sockets.get(socket);
    if (members === undefined) sockets.set(socket, [member]);
    else members.push(member);
  }
  const found = new Map<Context, Candidate>();
  const undecided: string[] = [];
  for (const [socket, members] of sockets) {
    const byDefault = defaultOf(members);
    // Over TLS the name is known before the request is.
    const take = (choice: Choice): void => {
      const first = byDefault.listen.tls ? choice.server : byDefault.server;
      if (!found.has(choice.server)) found.set(choice.server, { ...choice, first });
    };
    if (arrival.host === undefined) {
      const how = members.length === 1 ? `the only server of ${socket}` : `one of those of ${socket}`;
      for (const { server } of members) take({ server, how, groups: {} });
      continue;
    }
    const chosen = byName(members, hostName(arrival.host), budget);
    if ('undecided' in chosen) undecided.push(chosen.undecided);
    else take(chosen);
  }
  return { candidates: [...found.values()], notes, undecided };
}
