/** The evidence about nginx as measured: requests as octets, configurations, and what the origin saw. */
import { readFileSync } from 'node:fs';
import { octetsOf } from '../../../src/spec/message.js';

/** What arrived at the origin, or the status nginx answered with itself. */
export type Saw =
  | {
      readonly version: string;
      readonly fields: readonly (readonly [string, string])[];
      readonly websocket: number;
      readonly content: number;
    }
  | { readonly status: number };

/** A request, with how often it was sent to each configuration. */
export interface Sent {
  readonly id: string;
  readonly octets: Uint8Array;
  readonly times: number;
}

/** One configuration, with what the origin saw for each request, in their order. */
export interface Configuration {
  readonly product: string;
  readonly version: string;
  readonly observed: string;
  readonly config: string;
  readonly text: string;
  readonly saw: readonly Saw[];
}

interface Packed {
  readonly lines: readonly string[];
  readonly requests: readonly { readonly id: string; readonly times: number; readonly lines: readonly number[] }[];
  readonly saw: readonly Saw[];
  readonly configurations: readonly (Omit<Configuration, 'saw'> & { readonly saw: readonly number[] })[];
}

const packed: Packed = JSON.parse(readFileSync(new URL('nginx.json', import.meta.url), 'utf8'));

/** The requests, in the order of every configuration's `saw`. */
export const SENT: readonly Sent[] = packed.requests.map(({ id, times, lines }) => ({
  id,
  times,
  octets: octetsOf(lines.map((at) => packed.lines[at] as string).join('')),
}));

/** The configurations. */
export const CONFIGURATIONS: readonly Configuration[] = packed.configurations.map((one) => ({
  ...one,
  saw: one.saw.map((at) => packed.saw[at] as Saw),
}));

/** One request to a configuration drawn at random. */
export interface DrawnRequest {
  readonly sent: readonly string[];
  readonly content: number;
  /** For each release: the lines that arrived, or the status nginx answered with itself. */
  readonly saw: readonly (readonly string[] | number)[];
}

interface PackedDrawn {
  readonly versions: readonly string[];
  readonly saw: readonly (readonly string[] | number)[];
  readonly cases: readonly {
    readonly text: string;
    readonly requests: readonly (Omit<DrawnRequest, 'saw'> & { readonly saw: readonly number[] })[];
  }[];
}

const drawn: PackedDrawn = JSON.parse(readFileSync(new URL('drawn.json', import.meta.url), 'utf8'));

/** The releases that were asked. */
export const RELEASES: readonly string[] = drawn.versions;

/** The configurations drawn at random. */
export const DRAWN: readonly { readonly text: string; readonly requests: readonly DrawnRequest[] }[] =
  drawn.cases.map(({ text, requests }) => ({
    text,
    requests: requests.map((request) => ({
      ...request,
      saw: request.saw.map((at) => drawn.saw[at] as readonly string[] | number),
    })),
  }));
