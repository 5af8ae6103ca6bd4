/** A lock in a file that is committed with the tests. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import type { Lock, LockStore } from '../suite/lock.js';

/** Set to `write`, locks are taken anew. */
const UPDATE = 'AFTER101_LOCK';

/** Whether this is continuous integration, where no file is written that nobody commits. */
const isCi = (): boolean => !['', '0', 'false', undefined].includes(process.env.CI);

function isLock(value: unknown): value is Lock {
  if (typeof value !== 'object' || value === null) return false;
  const { format, cases } = value as Partial<Lock>;
  return format === 1 && typeof cases === 'object' && cases !== null;
}

function lockIn(path: string): Lock | undefined {
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(
      `${path} is no JSON (${(error as Error).message}): mend it, or take it anew with ${UPDATE}=write`,
    );
  }
  if (isLock(value)) return value;
  throw new Error(`${path} is no lock of format 1: take it anew with ${UPDATE}=write`);
}

/**
 * A lock is kept in a file.
 *
 * Where there is none it is written, but not in continuous integration (`CI` is set). With `AFTER101_LOCK=write` it is
 * written anew: look at the difference before you commit it.
 *
 * @param path - the file, such as `test/after101.lock.json`
 * @returns where the lock is kept, for `agreesWith`
 * @example
 * lockFile('test/after101.lock.json').name; // 'test/after101.lock.json'
 */
export function lockFile(path: string): LockStore {
  return {
    name: path,
    read: () => lockIn(path),
    write: (lock) => writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`),
    may: { create: !isCi(), update: process.env[UPDATE] === 'write' && !isCi() },
  };
}
