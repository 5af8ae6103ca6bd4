/** Files and stdin, read up to a bound: a head is short, and what is longer than the bound is no head. */
import { open } from 'node:fs/promises';
import { printable } from '../render/printable.js';
import { DEFAULT_LIMITS } from '../spec/message.js';
import { type Io, Misuse } from './io.js';

/** As much as is ever read of one file. */
export const MOST_OCTETS = 1_048_576;

/** What a file is called in a sentence. */
export const nameOf = (path: string): string => (path === '-' ? 'stdin' : printable(path));

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission is denied',
  ENOTDIR: 'its folder is no folder',
  ENAMETOOLONG: 'its name is too long',
};

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The octets of a stream, and no more of them than one beyond the bound. */
async function upToBound(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    parts.push(chunk.subarray(0, MOST_OCTETS + 1 - length));
    length += parts.at(-1)?.length ?? 0;
    if (length > MOST_OCTETS) break;
  }
  return join(parts);
}

async function readFile(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    return await upToBound(file.createReadStream({ autoClose: false }));
  } finally {
    await file.close();
  }
}

async function read(path: string, io: Io): Promise<Uint8Array> {
  try {
    return path === '-' ? await upToBound(io.stdin) : await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new Misuse(`Cannot read ${nameOf(path)}: ${REASONS[code] ?? printable(code || String(error))}.`);
  }
}

/**
 * The octets of a file, or of stdin for `-`.
 *
 * @param path - as typed
 * @param io - for stdin
 * @returns the octets
 * @throws Misuse when it cannot be read, or is longer than any head
 */
export async function octetsIn(path: string, io: Io): Promise<Uint8Array> {
  const octets = await read(path, io);
  if (octets.length > MOST_OCTETS) {
    throw new Misuse(
      `${nameOf(path)} goes on behind octet ${MOST_OCTETS}, where reading stopped: ` +
        `a head has at most ${DEFAULT_LIMITS.head} octets, so cut the file behind its head.`,
    );
  }
  return octets;
}
