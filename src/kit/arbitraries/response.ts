/**
 * Response heads, as arbitraries: what an answer looks like, and octets that look so.
 *
 * 1. A head is read back to the facts it was made of, given what was asked, which comes with it.
 * 2. Facts are the answer of preferred form of some status with differences, so that a shrink goes to an
 *    answer that is permitted.
 * 3. An answer without a label (of HTTP/0.9) has no head, so it is not among them.
 */
import * as fc from 'fast-check';
import {
  ANSWER_PARTS,
  type AnswerPart,
  formOf,
  type ResponseFacts,
  STATUSES,
  type Status,
} from '../../spec/answer.js';
import { octetsOf } from '../../spec/message.js';
import type { Asked } from '../../spec/response.js';
import { drawing, flourished, pick } from './flourish.js';
import { waysOf } from './pools.js';
import {
  EXTENSIONS,
  FRAMINGS,
  KEY,
  LABELS,
  NUMBERS,
  PROOFS,
  PROTOCOL,
  PROTOCOLS,
  UPGRADES,
} from './response-spellings.js';
import { quoted, shown } from './shown.js';

/** A response head with what is told of it. */
export interface GeneratedResponse {
  readonly octets: Uint8Array;
  readonly facts: ResponseFacts;
  /** What the client had sent, with which the answer is compared. */
  readonly asked: Asked;
}

const isInterim = (status: Status): boolean => status === '100' || status === '1xx' || status === '101';
const lists = (facts: ResponseFacts, option: string): boolean => facts.connection.split('+').includes(option);

/** What is named in Upgrade, by the status and the option. */
function upgradeOf(facts: ResponseFacts): ResponseFacts['upgrade'] {
  const { status, upgrade } = facts;
  if (upgrade === 'none') return 'none';
  if (status !== '101' && status !== '426' && !lists(facts, 'upgrade')) return 'unlisted';
  if (upgrade === 'unlisted') return 'websocket';
  return upgrade === 'unoffered' && status !== '101' ? 'other' : upgrade;
}

/** Facts of an answer as some head has them: what depends on another part follows it. */
function settled(facts: ResponseFacts): ResponseFacts {
  const { status, framing, options } = facts;
  const noContent = framing === 'until-close' || framing === 'forbidden';
  const unlisted = options === 'keep-alive-unlisted' && lists(facts, 'keep-alive');
  return {
    ...facts,
    version: facts.version === 'none' ? '1.1' : facts.version,
    upgrade: upgradeOf(facts),
    framing:
      isInterim(status) && noContent
        ? 'none'
        : framing === 'forbidden' && status !== '2xx'
          ? 'length'
          : framing,
    options: unlisted ? 'sound' : options,
  };
}

/** Only the three options are in these, and no member is empty. */
const OPTIONS =
  /^connection:[ \t]*(close|keep-alive|upgrade)([ \t]*,[ \t]*(close|keep-alive|upgrade))*[ \t]*$/i;

/** The lines of Connection: the options of the shape, and beside them what is at fault. */
function connectionLines({ connection, options }: ResponseFacts, number: number): readonly string[] {
  const ways = waysOf('connection', connection).filter((way) => way.every((line) => OPTIONS.test(line)));
  const lines = pick(ways, number) ?? [];
  if (options === 'end-to-end') return [...lines, 'Connection: Content-Type'];
  if (options === 'keep-alive-unlisted') return [...lines, 'Keep-Alive: timeout=5'];
  return options === 'empty-member' ? [...lines, 'Connection: ,'] : lines;
}

const field = (name: string, values: readonly string[]): readonly string[] =>
  values.map((value) => `${name}: ${value}`);

/** The status and the method with which a framing is what it is. */
function exchangeOf({ status, framing }: ResponseFacts, number: number): readonly [number, string] {
  if (isInterim(status)) return [pick(NUMBERS[status], number) ?? 100, 'GET'];
  if (framing === 'forbidden')
    return (
      pick(
        [
          [204, 'GET'],
          [200, 'CONNECT'],
        ] as const,
        number,
      ) ?? [204, 'GET']
    );
  const code = pick(NUMBERS[status], number) ?? 200;
  return [code, framing === 'none' ? 'HEAD' : 'GET'];
}

/** What of a head is not told by its facts. */
interface Filling {
  readonly numbers: readonly number[];
  readonly reason: string;
  readonly whims: readonly number[];
}

function responseOf(facts: ResponseFacts, { numbers, reason, whims }: Filling): GeneratedResponse {
  const [code, method] = exchangeOf(facts, numbers[0] ?? 0);
  const { offer, answer } = EXTENSIONS[facts.extensions];
  const label = facts.version === 'none' ? 'HTTP/1.1' : pick(LABELS[facts.version], numbers[1] ?? 0);
  const lines = [
    ...field('Upgrade', UPGRADES[facts.upgrade]),
    ...connectionLines(facts, numbers[2] ?? 0),
    ...field('Sec-WebSocket-Accept', PROOFS[facts.proof]),
    ...(pick(FRAMINGS[facts.framing], numbers[3] ?? 0) ?? []),
    ...field('Sec-WebSocket-Version', facts.wsVersions === 'listed' ? ['13'] : []),
    ...field('Sec-WebSocket-Protocol', PROTOCOLS[facts.protocol]),
    ...field('Sec-WebSocket-Extensions', answer),
  ];
  const written = flourished(lines, drawing(whims), facts.options !== 'empty-member');
  const octets = octetsOf(
    [`${label} ${String(code).padStart(3, '0')} ${reason}`, ...written, '', ''].join('\r\n'),
  );
  const asked: Asked = {
    method,
    key: KEY,
    protocols: [PROTOCOL],
    upgrade: ['websocket, h2c'],
    extensions: offer === '' ? [] : [offer],
  };
  return shown({ octets, facts, asked }, () => `${quoted(octets)} (to ${method})`);
}

/** 101 first, since it is what this is about. */
const HEADED: readonly Status[] = [
  '101',
  ...STATUSES.filter((status) => status !== '101' && status !== 'bare'),
];
const PARTS = Object.keys(ANSWER_PARTS) as readonly AnswerPart[];
const DIFFERENCES = PARTS.flatMap((part) =>
  ANSWER_PARTS[part]
    .filter((value) => part !== 'version' || value !== 'none')
    .map((value): { readonly part: AnswerPart; readonly value: string } => ({ part, value })),
);

/**
 * A response head of any status, with every value of every part, permitted or not.
 *
 * A shrink goes to a 101 of the form that the standards ask for, in the usual spelling.
 *
 * @param given - the status class, when only that one is wanted
 * @returns the arbitrary
 * @throws RangeError for `bare`, which has no head
 * @see rfc9112#message.format
 * @example
 * responseHead({ status: '426' }).map(({ facts }) => facts.status); // always 426
 */
export function responseHead(
  given: Partial<Pick<ResponseFacts, 'status'>> = {},
): fc.Arbitrary<GeneratedResponse> {
  const { status: wanted } = given;
  if (wanted === 'bare') throw new RangeError('an answer of HTTP/0.9 is a body without a head');
  const status = wanted === undefined ? fc.constantFrom(...HEADED) : fc.constant(wanted);
  const differences = fc.uniqueArray(fc.constantFrom(...DIFFERENCES), {
    selector: ({ part }) => part,
    maxLength: PARTS.length,
  });
  const filling = fc.record({
    numbers: fc.array(fc.nat(999), { maxLength: 4 }),
    reason: fc.constantFrom('', 'OK', 'Switching Protocols', 'caf\xe9'),
    whims: fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(999)), { maxLength: 60 }),
  });
  return fc.tuple(status, differences, filling).map(([code, some, how]) => {
    const form = formOf({ status: code, servedAs: '1.1', closing: 'no', refusesVersion: 'no' });
    const values = Object.fromEntries(some.map(({ part, value }) => [part, value]));
    return responseOf(settled({ ...form, ...values }), how);
  });
}
