/**
 * Hops as people name them, ready to stand on a path: from the catalogue, or from an nginx configuration.
 *
 * 1. A hop of the catalogue is repaired by another measured configuration of the same product and version.
 * 2. An nginx configuration gives the request side as it is written; the response side is that of the
 *    measured release that comes nearest, since all measured configurations share one.
 * 3. What a configuration does not decide is asked and never guessed. Without a version both sides of
 *    1.29.7 are told.
 */
import { HOPS, resolveHop } from '../dialects/hops/catalogue.js';
import { forward } from '../dialects/hops/forward.js';
import type { ClientSees, Hop } from '../dialects/hops/hop.js';
import { type NginxProxy, nginxForward } from '../dialects/hops/nginx.js';
import { relay } from '../dialects/hops/relay.js';
import { REQUEST_PARAMETERS } from '../dialects/hops/request-parameters.js';
import { RESPONSE_PARAMETERS } from '../dialects/hops/response-parameters.js';
import { type Change, NOTHING_SEEN, type Passed, type PathHop, type Reason } from '../dialects/path.js';
import type { RequestHead } from '../spec/message.js';
import { readNginx } from './nginx/read.js';
import { proxyFor } from './nginx/rules.js';
import { type Suggestion, suggestionsFor } from './nginx/suggest.js';

/** What a hop of the catalogue makes of a request. */
function passedBy(hop: Hop, head: RequestHead, content: number): Passed {
  const forwarded = forward(hop, head, { upstream: 'upstream', own: head.target, content });
  if (forwarded.does !== 'forwards') {
    const what =
      forwarded.does === 'answers' ? `it answers ${forwarded.status} itself` : 'it gives no answer';
    return { does: 'stops', sees: forwarded.sees, why: `${what} (${forwarded.why})` };
  }
  const because = forwarded.because.map(
    ({ field, parameter, value, says }): Reason => ({
      field,
      says: `${parameter} ${value}: ${says}`,
      at: undefined,
    }),
  );
  return { does: 'forwards', octets: forwarded.octets, because, undecided: [] };
}

/**
 * A hop of the catalogue stands on a path.
 *
 * @param hop - the hop
 * @returns the hop as a path has it
 * @example
 * const found = resolveHop('haproxy@2.6');
 * 'hop' in found && hopOnPath(found.hop).name; // 'haproxy@2.6.12/default'
 */
export function hopOnPath(hop: Hop): PathHop {
  return {
    name: hop.name,
    basis: `${hop.evidence.kind} ${hop.evidence.observed}: ${hop.evidence.source}`,
    forward: (head, content) => passedBy(hop, head, content),
    relay: (asked, sent, answer) => relay(hop, asked, sent, answer),
    repairs: () =>
      HOPS.filter((other) => isSibling(hop, other)).map((other): Change => {
        const lines = differences(hop, other);
        return {
          says: `configure ${hop.product} as in ${other.name}, which was measured`,
          lines,
          hop: hopOnPath(other),
        };
      }),
  };
}

/** In which parameters two hops differ, in words. */
function differences(hop: Hop, other: Hop): readonly string[] {
  const differ = (
    side: string,
    parameters: Readonly<Record<string, { readonly values: object }>>,
    one: object,
    two: object,
  ): readonly string[] =>
    Object.entries(parameters).flatMap(([name, { values }]) => {
      const [mine, theirs] = [one, two].map((each) => String((each as Record<string, unknown>)[name]));
      if (mine === theirs) return [];
      const said = (values as Record<string, string>)[theirs ?? ''] ?? theirs;
      return [`${side} ${name}: ${theirs} instead of ${mine} (${said})`];
    });
  return [
    ...differ('request', REQUEST_PARAMETERS, hop.request, other.request),
    ...differ('response', RESPONSE_PARAMETERS, hop.response, other.response),
  ];
}

const isSibling = (hop: Hop, other: Hop): boolean =>
  other !== hop && other.product === hop.product && other.version === hop.version;

/**
 * The response side of nginx: that of the measured release which is not newer than the version, or the
 * oldest.
 */
function responseOf(proxy: NginxProxy): Hop | undefined {
  const isNew = proxy.side === 'from 1.29.7' || isFrom(proxy.version, [1, 29, 7]);
  const found = resolveHop(`nginx@${isNew ? NEWEST : OLDEST}`);
  return 'hop' in found ? found.hop : undefined;
}

function isFrom(version: string | undefined, least: readonly number[]): boolean {
  if (version === undefined) return false;
  const numbers = version.split('.').map(Number);
  for (const [at, number] of least.entries()) {
    const own = numbers[at] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

const numbersOf = (version: string): readonly number[] => version.split('.').map(Number);

/** The versions of nginx whose answers were measured, the oldest first. */
const MEASURED = HOPS.filter(({ product, evidence }) => product === 'nginx' && evidence.kind === 'observed')
  .map(({ version }) => version)
  .sort((one, other) => Number(isFrom(one, numbersOf(other))) - Number(isFrom(other, numbersOf(one))));
const [OLDEST, NEWEST] = [MEASURED[0] as string, MEASURED.at(-1) as string];

/** What a configuration was read as: a version outside what was measured is said to be one. */
function basisOf({ version, side }: NginxProxy): string {
  const read = `read from the configuration; nginx ${version ?? side ?? 'of any version'}`;
  if (version === undefined) return read;
  if (!isFrom(version, numbersOf(OLDEST).slice(0, numbersOf(version).length)))
    return `${read}, older than any that was measured (${OLDEST}): requests as documented, answers as those of that one`;
  const isNewer = isFrom(version, numbersOf(NEWEST)) && version !== NEWEST;
  return isNewer ? `${read}, newer than any that was measured (${NEWEST}): taken to be as that one` : read;
}

/** Edits as lines: the file and line, and what to write there. */
function linesOf({ edits }: Suggestion): readonly string[] {
  return edits.map(({ does, text, at }) => {
    const where = `${at.file}:${at.line}:${at.column}`;
    const place =
      does === 'add'
        ? 'before the directive that stands here add'
        : 'in place of the directive that stands here write';
    return `${where}: ${place}  ${text}`;
  });
}

const refused = (status: number, why: string): Passed => ({
  does: 'stops',
  why,
  sees: {
    status,
    version: '1.1',
    connection: ['close'],
    upgrade: [],
    fate: 'closed',
    live: false,
    because: why,
  } satisfies ClientSees,
});

/** What is said of these leaves open what matters to an upgrade. */
const MATTERS =
  /\b(proxy_http_version|proxy_method|upgrade|connection|host|sec-websocket-\w+|the version|include|file)\b/i;

function passedByNginx(proxy: NginxProxy, head: RequestHead, content: number, isOpen: boolean): Passed {
  const { octets, because, undecided, refuses } = nginxForward(proxy, head, content);
  if (refuses !== undefined) return refused(refuses.status, refuses.says);
  if (octets.length === 0) {
    const why = 'it does not speak HTTP/1.x to the upstream, and elsewhere there is no Upgrade';
    return { does: 'stops', why, sees: { ...NOTHING_SEEN, because: why } };
  }
  return {
    isOpen: isOpen || undecided.some(({ directive, asks }) => MATTERS.test(`${directive} ${asks}`)),
    does: 'forwards',
    octets,
    because: because.map(
      ({ field, value, at, directive }): Reason => ({
        field,
        says: `${value ?? 'not sent'}, by ${at === 'default' ? 'the default, which is ' : ''}${directive}`,
        at: at === 'default' ? undefined : at,
      }),
    ),
    undecided: undecided.map(({ directive, at, asks }) => {
      const where = at === 'default' ? 'by default' : `${at.file}:${at.line}:${at.column}`;
      return `${directive} (${where}) asks ${asks}`;
    }),
  };
}

/**
 * One place of an nginx configuration stands on a path.
 *
 * @param proxy - what the place says
 * @param name - what it is called on the path
 * @param isOpen - whether something that was not read, or cannot be decided, may change what matters
 * @returns the hop, whose repairs are changes of the configuration
 * @example
 * const text = 'http { server { location / { proxy_pass http://u; } } }';
 * const answer = proxyFor(readNginx([{ name: 'a', text }]), { path: '/', version: '1.18' });
 * answer.outcome === 'proxy' && nginxOnPath(answer.proxies[0], 'a').name; // 'a'
 */
export function nginxOnPath(proxy: NginxProxy, name: string, isOpen = false): PathHop {
  const response = responseOf(proxy);
  return {
    name,
    basis: basisOf(proxy),
    forward: (head, content) => passedByNginx(proxy, head, content, isOpen),
    relay: (asked, sent, answer) => {
      if (response === undefined) throw new Error('the catalogue has no nginx');
      return relay(response, asked, sent, answer);
    },
    repairs: () =>
      suggestionsFor(proxy).map((suggestion) => ({
        says: suggestion.says,
        lines: linesOf(suggestion),
        hop: nginxOnPath(suggestion.proxy, name, isOpen),
      })),
  };
}

/** A configuration as it was found. */
export interface NginxFiles {
  readonly name: string;
  readonly text: string;
  readonly include: (name: string) => readonly { readonly name: string; readonly text: string }[] | undefined;
  readonly path: string | undefined;
  readonly version: string | undefined;
}

/**
 * What comes of a configuration for one request: one hop, or two where the version decides; or a question.
 */
export type NginxHops =
  | { readonly outcome: 'hops'; readonly hops: readonly PathHop[]; readonly notes: readonly string[] }
  | { readonly outcome: 'none'; readonly says: string; readonly notes: readonly string[] };

/** Problems that are those of whoever asks, who did not give all of the text: nginx may have it. */
const OURS: readonly string[] = ['missing-include', 'too-large', 'too-deep'];

/** A path that was asked for and is not that of the request. */
function pathNotes({ path }: NginxFiles, head: RequestHead): readonly string[] {
  const [asked = ''] = head.target.split('?', 1);
  return path === undefined || path === asked
    ? []
    : [`the location is that of ${path}, and the request is for ${asked}, which goes upstream as it is`];
}

const MOST_NOTES = 20;

/** The first notes, and how many more there are. */
const some = (notes: readonly string[]): readonly string[] =>
  notes.length <= MOST_NOTES
    ? notes
    : [...notes.slice(0, MOST_NOTES), `and ${notes.length - MOST_NOTES} more remarks on the configuration`];

/**
 * An nginx configuration is asked about one request.
 *
 * @param files - the configuration, how its includes are found, the path and the version if they are known
 * @param head - the request
 * @param called - what the hop is called on the path
 * @returns a hop for each side of 1.29.7 that differs; or why there is none
 * @example
 * hopsOfNginx({ name: 'a', text: '', include: () => undefined, path: '/', version: '1.18' }, head, 'a').outcome;
 */
export function hopsOfNginx(files: NginxFiles, head: RequestHead, called: string): NginxHops {
  const config = readNginx([{ name: files.name, text: files.text }], files.include);
  const said = [...config.problems, ...config.notes].map(
    ({ at, says }) => `${at.file}:${at.line}:${at.column}: ${says}`,
  );
  const host = head.fields.find(({ key }) => key === 'host')?.value;
  const answer = proxyFor(config, {
    path: files.path ?? head.target,
    ...(host === undefined ? {} : { host }),
    ...(files.version === undefined ? {} : { version: files.version }),
    head,
  });
  const faults = config.problems.filter(({ kind }) => !OURS.includes(kind)).length;
  const refuses =
    faults === 0
      ? []
      : [
          `nginx would not start with this configuration (${faults === 1 ? 'one fault' : `${faults} faults`}); what is told is of its sound parts`,
        ];
  const notes = some([...refuses, ...said, ...answer.notes, ...pathNotes(files, head)]);
  if (answer.outcome === 'proxy') {
    const asked = answer.undecided.map(({ directive, asks }) => `${directive} asks ${asks}`);
    const many = answer.proxies.length > 1;
    return {
      outcome: 'hops',
      notes: [...notes, ...asked],
      hops: answer.proxies.map((proxy) =>
        nginxOnPath(proxy, many ? `${called} (nginx ${proxy.side})` : called, answer.undecided.length > 0),
      ),
    };
  }
  const at = answer.at === undefined ? '' : ` (${answer.at.file}:${answer.at.line}:${answer.at.column})`;
  const says =
    answer.outcome === 'not-proxied'
      ? `nginx does not pass the request on as HTTP: ${answer.why}${at}`
      : `the configuration does not decide what becomes of the request${at}: ${answer.asks}`;
  return { outcome: 'none', says, notes };
}
