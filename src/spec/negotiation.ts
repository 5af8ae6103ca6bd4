/**
 * What a server may accept of the extensions offered, and whether what it accepted answers what was offered.
 *
 * 1. Names and parameters are compared as spelled, case included: no text says otherwise of them (E7).
 * 2. Of extensions other than permessage-deflate only the names are known here, so any parameters of theirs
 *    pass.
 * 3. An accepted extension answers one offer, and no offer is answered twice. Where an extension is offered
 *    with several sets of parameters, the first offer that the answer fits is the one it answers.
 * 4. The order of the accepted extensions is the order in which they are applied (rfc6455#section-9.1). It
 *    is the server's to choose, so no order is a fault.
 * 5. Declining an offer is no refusal of the handshake: a later offer may be taken, or none (WS-PMD-1, Q-29).
 */
import { type Extension, type ExtensionParameter, extensionsIn } from './offers.js';

/** What is wrong with parameters of permessage-deflate by themselves (RFC 7692 §7). */
export type ParameterFault = 'undefined' | 'repeated' | 'invalid';

/** An offer, and why a server has to decline it; it may decline every other one as well. */
export interface Offered {
  readonly extension: Extension;
  readonly decline: ParameterFault | undefined;
}

/**
 * What is wrong with an answer, worst first, and the clause that says so. As a fact of an answer the worst
 * counts.
 *
 * `takeover` and `server-window`: the answer leaves out, or exceeds, what the offer asks of the server.
 */
export const NEGOTIATION_FAULTS = {
  malformed: 'negotiation.grammar',
  unoffered: 'form.negotiated',
  conflicting: 'negotiation.one-compression',
  parameter: 'negotiation.parameters',
  declined: 'negotiation.declined',
  'client-window': 'negotiation.client-window',
  'server-window': 'negotiation.server-window',
  takeover: 'negotiation.server-takeover',
} as const;

/** The name of one fault of an answer. */
export type NegotiationFault = keyof typeof NEGOTIATION_FAULTS;

/** One fault found in an answer. */
export interface FoundFault {
  readonly fault: NegotiationFault;
  readonly clause: string;
  /** Which of the accepted extensions has it; undefined where the answer is outside the grammar. */
  readonly at: number | undefined;
}

/** One accepted extension. */
export interface Accepted {
  readonly extension: Extension;
  /** The number of the offer that it answers, 0 for the first; undefined when none is left to answer. */
  readonly answers: number | undefined;
}

/** What was negotiated: the extensions in the order in which they are applied, and all that is wrong. */
export interface Negotiation {
  readonly accepted: readonly Accepted[];
  readonly faults: readonly FoundFault[];
}

const DEFLATE = 'permessage-deflate';

/** 8 to 15, without leading zeros (rfc7692#section-7.1.2.1). */
const WINDOW_BITS: readonly string[] = ['8', '9', '10', '11', '12', '13', '14', '15'];

/** Whether the value of a parameter is valid, by its name. Parameters not listed are not defined. */
const VALID: Readonly<Record<string, (value: string | undefined) => boolean>> = {
  server_no_context_takeover: (value) => value === undefined,
  client_no_context_takeover: (value) => value === undefined,
  server_max_window_bits: (value) => value !== undefined && WINDOW_BITS.includes(value),
  // An offer may leave the value out. That an answer may not is in none of the sentences known to us, and
  // an answer without it limits nothing, so it passes in both.
  client_max_window_bits: (value) => value === undefined || WINDOW_BITS.includes(value),
};

/** The parameters of one permessage-deflate, and what is wrong with them by themselves. */
interface Deflate {
  readonly fault: ParameterFault | undefined;
  readonly values: ReadonlyMap<string, string | undefined>;
}

function deflateOf(parameters: readonly ExtensionParameter[]): Deflate {
  const values = new Map<string, string | undefined>();
  const faults = new Set<ParameterFault>();
  for (const { name, value } of parameters) {
    const valid = Object.hasOwn(VALID, name) ? VALID[name] : undefined;
    if (valid === undefined) faults.add('undefined');
    else if (values.has(name)) faults.add('repeated');
    else if (!valid(value)) faults.add('invalid');
    values.set(name, value);
  }
  const order: readonly ParameterFault[] = ['undefined', 'repeated', 'invalid'];
  return { fault: order.find((one) => faults.has(one)), values };
}

/**
 * Every offer is one that a server may accept, or one that it has to decline.
 *
 * @param lines The values of the lines of Sec-WebSocket-Extensions in the request.
 * @returns The offers in order of preference; undefined where the field is malformed, so that nothing is
 *   granted.
 * @see rfc7692#section-7
 * @example
 * import { acceptableOffers } from 'after101';
 *
 * acceptableOffers(['permessage-deflate; foo, permessage-deflate'])?.map(({ decline }) => decline);
 * // ['undefined', undefined]
 */
export function acceptableOffers(lines: readonly string[]): readonly Offered[] | undefined {
  return extensionsIn(lines)?.map((extension) => ({
    extension,
    decline: extension.name === DEFLATE ? deflateOf(extension.parameters).fault : undefined,
  }));
}

/** Why an answer is none to an offer of permessage-deflate; undefined when it is one. */
function misfit(offer: Deflate, answer: Deflate): NegotiationFault | undefined {
  if (offer.fault !== undefined) return 'declined';
  const has = (one: Deflate, name: string): boolean => one.values.has(name);
  if (has(answer, 'client_max_window_bits') && !has(offer, 'client_max_window_bits')) return 'client-window';
  const most = offer.values.get('server_max_window_bits');
  const bits = answer.values.get('server_max_window_bits');
  if (most !== undefined && (bits === undefined || Number(bits) > Number(most))) return 'server-window';
  const takeover = 'server_no_context_takeover';
  return has(offer, takeover) && !has(answer, takeover) ? 'takeover' : undefined;
}

/** An offer that nothing answers yet. Of permessage-deflate the parameters are known. */
interface WaitingOffer {
  readonly at: number;
  readonly deflate: Deflate | undefined;
}

/** The offers by name, those of one name in reverse order. */
function waitingOffers(lines: readonly string[]): ReadonlyMap<string, WaitingOffer[]> {
  const waiting = new Map<string, WaitingOffer[]>();
  for (const [at, { name, parameters }] of (extensionsIn(lines) ?? []).entries()) {
    const offer = { at, deflate: name === DEFLATE ? deflateOf(parameters) : undefined };
    const alike = waiting.get(name);
    if (alike === undefined) waiting.set(name, [offer]);
    else alike.push(offer);
  }
  // the first offer is taken from the end, which costs nothing however many there are
  for (const alike of waiting.values()) alike.reverse();
  return waiting;
}

/** Takes the first offer that the answer fits, else the first that need not be declined, else the first. */
function takeOffer(alike: WaitingOffer[], answer: Deflate): WaitingOffer | undefined {
  const last = (holds: (offer: Deflate) => boolean): number =>
    alike.findLastIndex(({ deflate }) => deflate !== undefined && holds(deflate));
  const fits = last((offer) => misfit(offer, answer) === undefined);
  const sound = fits >= 0 ? fits : last((offer) => offer.fault === undefined);
  return alike.splice(sound >= 0 ? sound : alike.length - 1, 1)[0];
}

/**
 * An answer to offers of extensions is judged: what each accepted extension answers, and what is wrong.
 *
 * @param offers The values of the lines of Sec-WebSocket-Extensions in the request; malformed ones offer
 *   nothing.
 * @param answer The values of its lines in the 101; no lines accept nothing, and that is no fault.
 * @returns The accepted extensions in the order in which they are applied, and the faults in the order found.
 * @see rfc6455#section-9.1
 * @see rfc7692#section-7.1
 * @example
 * import { judgeExtensions } from 'after101';
 *
 * const offers = ['permessage-deflate; server_max_window_bits=10, permessage-deflate'];
 * judgeExtensions(offers, ['permessage-deflate']).accepted[0]?.answers; // 1
 * judgeExtensions(offers.slice(0, 1), ['foo']).faults[0]?.clause; // 'form.negotiated'
 */
export function judgeExtensions(offers: readonly string[], answer: readonly string[]): Negotiation {
  const faults: FoundFault[] = [];
  const tell = (fault: NegotiationFault, at?: number): void => {
    faults.push({ fault, clause: NEGOTIATION_FAULTS[fault], at });
  };
  const extensions = extensionsIn(answer);
  if (extensions === undefined || (extensions.length === 0 && answer.length > 0)) {
    tell('malformed');
    return { accepted: [], faults };
  }
  const waiting = waitingOffers(offers);
  let compressing = false;
  const accepted = extensions.map((extension, at): Accepted => {
    const { name, parameters } = extension;
    const alike = waiting.get(name) ?? [];
    if (name !== DEFLATE) {
      const offer = alike.pop();
      if (offer === undefined) tell('unoffered', at);
      return { extension, answers: offer?.at };
    }
    const deflate = deflateOf(parameters);
    const again = compressing && alike.length > 0;
    compressing = true;
    if (alike.length === 0) tell('unoffered', at);
    if (again) tell('conflicting', at);
    if (deflate.fault !== undefined) tell('parameter', at);
    // one that must not be there need not fit, so that each offer is compared once
    const offer = again ? alike.pop() : takeOffer(alike, deflate);
    const why = offer?.deflate === undefined ? undefined : misfit(offer.deflate, deflate);
    if (why !== undefined && !again && deflate.fault === undefined) tell(why, at);
    return { extension, answers: offer?.at };
  });
  return { accepted, faults };
}

/**
 * What the extensions of an answer are, as one value: the worst fault, or that there is none.
 *
 * @param offers The values of the lines of Sec-WebSocket-Extensions in the request.
 * @param answer The values of its lines in the response.
 * @returns `none` without lines, `offered` without fault, and else the worst fault.
 * @see rfc6455#section-9.1
 * @example
 * import { extensionsAnswered } from 'after101';
 *
 * extensionsAnswered(['permessage-deflate'], ['permessage-deflate; client_max_window_bits=9']); //
 * 'client-window'
 */
export function extensionsAnswered(
  offers: readonly string[],
  answer: readonly string[],
): 'none' | 'offered' | NegotiationFault {
  if (answer.length === 0) return 'none';
  const { faults } = judgeExtensions(offers, answer);
  const worst = Object.keys(NEGOTIATION_FAULTS) as readonly NegotiationFault[];
  return worst.find((one) => faults.some(({ fault }) => fault === one)) ?? 'offered';
}
