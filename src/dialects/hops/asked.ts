/**
 * What an intermediary looks at in a request head, read once.
 *
 * 1. Total: any head that a reader gave has it, whatever its lines hold.
 * 2. Text is compared here, since text is what a hop passes on; what it *means* to an end is read behind the
 *    door of the next leg, from the octets that went there.
 */
import { isWord, members } from '../../spec/fields.js';
import { linesOf, type RequestHead } from '../../spec/message.js';

/** A request as a hop sees it. */
export interface Asked {
  readonly head: RequestHead;
  /** Below HTTP/1.1, at 1.1 or another 1.x, at 2.0 or above; a label that is none of HTTP counts as 1.1. */
  readonly version: 'old' | '1.1' | 'later';
  readonly connection: readonly string[];
  /** The options of Connection, in lower case. */
  readonly options: readonly string[];
  readonly upgrade: readonly string[];
  readonly host: string | undefined;
  readonly content: 'none' | 'length' | 'chunked';
  /** Proxy-Connection says keep-alive. */
  readonly proxyKeepAlive: boolean;
}

const LABEL = /^HTTP\/([0-9])\.([0-9])$/;

function versionOf(label: string): Asked['version'] {
  const [, major, minor] = LABEL.exec(label) ?? [];
  if (major === undefined) return label === '' ? 'old' : '1.1';
  if (major > '1') return 'later';
  return major === '0' || minor === '0' ? 'old' : '1.1';
}

/** The values of the lines of a field. */
function valuesOf(head: RequestHead, key: string): readonly string[] {
  return linesOf(head, key).map(({ value }) => value);
}

/** The options of some lines, in lower case. */
function optionsOf(lines: readonly string[]): readonly string[] {
  return members(lines).map((option) => option.toLowerCase());
}

/** How the content is framed; a length of nothing is no content. */
function contentOf(head: RequestHead): Asked['content'] {
  if (linesOf(head, 'transfer-encoding').length > 0) return 'chunked';
  const length = linesOf(head, 'content-length')[0]?.value ?? '0';
  return /^0*$/.test(length) ? 'none' : 'length';
}

/**
 * A request head has what a hop looks at.
 *
 * @param head - the head, as a reader gave it
 * @returns its version, options, protocols and content
 * @see rfc9110#field.connection
 */
export function askedOf(head: RequestHead): Asked {
  const connection = valuesOf(head, 'connection');
  return {
    head,
    version: versionOf(head.version),
    connection,
    options: optionsOf(connection),
    upgrade: valuesOf(head, 'upgrade'),
    host: linesOf(head, 'host')[0]?.value,
    content: contentOf(head),
    proxyKeepAlive: optionsOf(valuesOf(head, 'proxy-connection')).includes('keep-alive'),
  };
}

/** What a version label is, where it is not that of HTTP/1.0 or 1.1. */
function labelIs(
  asked: Asked,
  major: (digit: string) => boolean,
  minor?: (digit: string) => boolean,
): boolean {
  const [, one, other] = LABEL.exec(asked.head.version) ?? [];
  return one !== undefined && other !== undefined && major(one) && (minor === undefined || minor(other));
}

const has = (asked: Asked, key: string): boolean => linesOf(asked.head, key).length > 0;
const names = (asked: Asked): boolean =>
  asked.upgrade.some((line) => members([line]).some((one) => isWord(one, 'websocket')));
const offers = (asked: Asked): boolean => asked.upgrade.length > 0 && asked.options.includes('upgrade');
const isWhole = (asked: Asked): boolean => isWord(asked.upgrade.join(', '), 'websocket');

/**
 * What may be at a request for which a hop does not forward it. The order is that in which they are tried.
 */
export const SITUATIONS = {
  // A request line without a version is one of HTTP/0.9.
  'version 0.x': (asked) => asked.head.version === '' || labelIs(asked, (major) => major === '0'),
  'version 1.2 or above, below 2': (asked) =>
    labelIs(
      asked,
      (major) => major === '1',
      (minor) => minor > '1',
    ),
  'version 2.x': (asked) => labelIs(asked, (major) => major === '2'),
  'version 3 or above': (asked) => labelIs(asked, (major) => major > '2'),
  'version not named HTTP': ({ head }) => !head.version.startsWith('HTTP/'),
  'version of another form': ({ head }) => head.version.startsWith('HTTP/') && !LABEL.test(head.version),
  'no Host': ({ host }) => host === undefined,
  'absolute target': ({ head }) => /^[a-z]+:/i.test(head.target),
  'content of a method that has none': ({ head, content }) =>
    content !== 'none' && (head.method === 'GET' || head.method === 'HEAD'),
  'no key in an offer': (asked) => offers(asked) && names(asked) && !has(asked, 'sec-websocket-key'),
  'no version in an offer': (asked) => offers(asked) && names(asked) && !has(asked, 'sec-websocket-version'),
  'another version in an offer': (asked) =>
    offers(asked) &&
    names(asked) &&
    linesOf(asked.head, 'sec-websocket-version').some((one) => one.value !== '13'),
  'an offer with a method other than GET': (asked) => offers(asked) && asked.head.method !== 'GET',
  'an offer of websocket among others in one line': (asked) =>
    offers(asked) && asked.upgrade.length === 1 && names(asked) && !isWhole(asked),
  'an offer of other than websocket alone': (asked) => offers(asked) && !isWhole(asked),
  'Upgrade that Connection does not name': (asked) =>
    asked.upgrade.length > 0 && !asked.options.includes('upgrade'),
  'Upgrade of other than websocket alone': (asked) => asked.upgrade.length > 0 && !isWhole(asked),
  Upgrade: ({ upgrade }) => upgrade.length > 0,
  'no Upgrade': ({ upgrade }) => upgrade.length === 0,
} as const satisfies Record<string, (asked: Asked) => boolean>;

/** Something that may be at a request, by its name. */
export type Situation = keyof typeof SITUATIONS;
