/**
 * How a wrong server is made of one that is right: by another reading, by a row that is not applied, or by
 * what goes in or out of it.
 *
 * 1. A server has one fault. What is built here changes one thing and passes everything else on.
 * 2. `Speaker` gives each answer, content included, and each frame as an element of its own; so an answer
 *    is an element that begins with `HTTP/`, and any other is a frame.
 */
import { type Deviation, type Dialect, STANDARDS_DIALECT } from '../../../src/dialects/dialect.js';
import { frameReader } from '../../../src/spec/frame-reader.js';
import { type Frame, type FrameParts, printFrame, readFrame } from '../../../src/spec/frames.js';
import { latin1, octetsOf, type RequestHead } from '../../../src/spec/message.js';
import { type Reading, STANDARDS_READING } from '../../../src/spec/reading.js';
import type { Passed } from '../../../src/wire/exchange.js';
import type { PureServer } from '../../../src/wire/purely.js';
import { Speaker, type Speaking } from '../../../src/wire/speaker.js';

/** Makes the server end of one connection. */
export type Makes = () => PureServer;

/** What the client did. */
export type Heard = Uint8Array | 'fin' | 'rst';

/** What a server does in the place of what the right one would; made once for each connection. */
export type Alters = () => (said: readonly Passed[], heard: Heard) => readonly Passed[];

const RIGHT: Speaking = { dialect: STANDARDS_DIALECT };

/** The end of the server's direction. */
export const FIN: Passed = { from: 'server', what: 'fin' };

/** Octets of the server. */
export const says = (octets: Uint8Array | string): Passed => ({
  from: 'server',
  what: 'octets',
  octets: typeof octets === 'string' ? octetsOf(octets) : octets,
});

/** The text of an answer; undefined for anything else. */
export function answerIn(one: Passed): string | undefined {
  if (one.from !== 'server' || one.what !== 'octets') return undefined;
  const text = latin1(one.octets);
  return text.startsWith('HTTP/') ? text : undefined;
}

/** The status in the text of an answer. */
export const statusIn = (text: string): number => Number(text.slice(9, 12));

/** A server that is right but for a row of the standards: it is not there, or has another outcome. */
export function unlike(
  clause: string,
  does: Deviation['does'] = 'not-applied',
  more: Partial<Dialect> = {},
): Makes {
  const deviation: Deviation = { clause, does, basis: 'observed', evidence: [], note: 'deliberately' };
  const dialect: Dialect = { ...STANDARDS_DIALECT, name: 'wrong', deviations: [deviation], ...more };
  return () => new Speaker({ dialect });
}

/** A server that is right but for how it reads. */
export function reading(read: Partial<Reading>): Makes {
  const dialect: Dialect = {
    ...STANDARDS_DIALECT,
    name: 'wrong',
    reading: { ...STANDARDS_READING, ...read },
  };
  return () => new Speaker({ dialect });
}

/** A server that is right but for what goes out of it. */
export function altered(alters: Alters, makes: Makes = () => new Speaker(RIGHT)): Makes {
  return () => {
    const right = makes();
    const alter = alters();
    let isOver = false;
    const altering = (said: readonly Passed[], heard: Heard): readonly Passed[] => {
      if (isOver) return [];
      const all = alter(said, heard);
      const end = all.findIndex(({ what }) => what === 'fin');
      isOver = end >= 0;
      return isOver ? all.slice(0, end + 1) : all;
    };
    return {
      receive: (octets) => altering(right.receive(octets), octets),
      end: () => altering(right.end(), 'fin'),
      reset: () => right.reset(),
    };
  };
}

/** Each element that goes out becomes these. */
export const each =
  (alter: (one: Passed) => readonly Passed[]): Alters =>
  () =>
  (said) =>
    said.flatMap(alter);

/** A server whose answers have another text. */
export function answering(edit: (text: string) => string, makes?: Makes): Makes {
  const alter = (one: Passed): readonly Passed[] => {
    const text = answerIn(one);
    return [text === undefined ? one : says(edit(text))];
  };
  return altered(each(alter), makes);
}

/** A server whose answers have another text, which depends on the request. */
export function answeringTo(
  edit: (text: string, head: RequestHead) => string,
  speaking: Speaking = RIGHT,
): Makes {
  return () => {
    const asked: RequestHead[] = [];
    const decides = (head: RequestHead): undefined => void asked.push(head);
    let at = 0;
    const alter = (one: Passed): readonly Passed[] => {
      const text = answerIn(one);
      if (text === undefined) return [one];
      const head = asked[at];
      if (statusIn(text) >= 101) at += 1;
      return [head === undefined ? one : says(edit(text, head))];
    };
    return altered(each(alter), () => new Speaker({ ...speaking, decides }))();
  };
}

/** An answer without the lines of a field. */
export const without = (text: string, field: string): string =>
  text.replace(new RegExp(`\\r\\n${field}:[^\\r]*`, 'gi'), '');

/** An answer with one line more. */
export const withLine = (text: string, line: string): string => text.replace('\r\n', `\r\n${line}\r\n`);

/** A server whose frames are others. */
export function framing(edit: (frame: Frame) => readonly FrameParts[], makes?: Makes): Makes {
  const alter = (one: Passed): readonly Passed[] => {
    if (one.from !== 'server' || one.what !== 'octets' || answerIn(one) !== undefined) return [one];
    const read = readFrame(one.octets);
    return read.outcome === 'frame' ? edit(read.frame).map((parts) => says(printFrame(parts))) : [one];
  };
  return altered(each(alter), makes);
}

/** A server that sees other frames than those that came; octets before a 101 are left as they are. */
export function hearing(edit: (frame: Frame) => readonly FrameParts[], speaking: Speaking = RIGHT): Makes {
  return () => {
    const right = new Speaker(speaking);
    const frames = frameReader({ from: 'client' });
    let isSwitched = false;
    const receive = (octets: Uint8Array): readonly Passed[] => {
      const said: Passed[] = [];
      for (let at = 0; at < octets.length; at += 1) {
        const octet = octets.subarray(at, at + 1);
        if (!isSwitched) {
          const now = right.receive(octet);
          said.push(...now);
          isSwitched = now.some((one) => statusIn(answerIn(one) ?? '') === 101);
          continue;
        }
        for (const one of frames.push(octet)) {
          const parts = one.outcome === 'frame' ? edit(one.frame) : [];
          for (const part of parts) said.push(...right.receive(printFrame(part)));
        }
      }
      return said;
    };
    return { receive, end: () => right.end(), reset: () => right.reset() };
  };
}

/** A server that loses octets of the client before it reads them; made once for each connection. */
export function losing(loses: () => (octets: Uint8Array, right: PureServer) => readonly Passed[]): Makes {
  return () => {
    const right = new Speaker(RIGHT);
    const lose = loses();
    return {
      receive: (octets) => lose(octets, right),
      end: () => right.end(),
      reset: () => right.reset(),
    };
  };
}
