/** Runs the command line in process and keeps what it printed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, expect } from 'vitest';
import { main } from '../src/cli/main.js';

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line; `stdin` is what it reads for `-`. */
export async function after101(
  args: readonly string[],
  given: { readonly stdin?: readonly Uint8Array[]; readonly colour?: boolean } = {},
): Promise<Ran> {
  let [out, err] = ['', ''];
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* given.stdin ?? [];
  }
  const code = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    stdin: chunks(),
    colour: given.colour ?? false,
  });
  return { code, out, err };
}

const folder = mkdtempSync(join(tmpdir(), 'after101-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** A file with these octets; a string stands for one octet a character. */
export function fileOf(content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `${files}.http`);
  writeFileSync(path, typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
  return path;
}

type SchemaName = 'check' | 'explain' | 'clause' | 'draw' | 'path' | 'path-check' | 'probe';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const validators = new Map<SchemaName, ReturnType<typeof ajv.compile>>();

function validatorOf(name: SchemaName): ReturnType<typeof ajv.compile> {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`../schema/${name}.json`, import.meta.url), 'utf8');
  const validator = ajv.compile(JSON.parse(text));
  validators.set(name, validator);
  return validator;
}

/** Output that is to be plain data: it parses, and is as the schema of that name says. */
export function asSchema(name: SchemaName, text: string): Record<string, unknown> {
  const data = JSON.parse(text) as Record<string, unknown>;
  const validate = validatorOf(name);
  validate(data);
  expect(ajv.errorsText(validate.errors), name).toBe('No errors');
  return data;
}

/** Nothing printed may hold a control character but the line feed. */
export function expectPrintable(ran: Ran): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
  expect(ran.out + ran.err).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
}
