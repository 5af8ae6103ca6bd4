/** `serve`: a real server that speaks as a product does. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { dialectNames, resolveDialect } from '../dialects/names.js';
import { type Served, serve as served, type Told } from '../probe/serve.js';
import { printable } from '../render/printable.js';
import { latin1 } from '../spec/message.js';
import { placeOf } from '../spec/step.js';
import { EXIT, type Io, Misuse } from './io.js';

/** The options of `serve`. */
export interface ServeOptions {
  readonly as?: string;
  readonly port?: string;
  readonly host?: string;
  readonly anyAddress?: boolean;
  readonly cert?: string;
  readonly key?: string;
  readonly trace?: boolean;
}

/** What happens on a connection, as one line each. */
function traceLine(told: Told): string | undefined {
  const who = `#${told.connection}`.padEnd(5);
  switch (told.what) {
    case 'opened':
      return `${who}opened from ${printable(told.from, 80)}`;
    case 'ended':
      return `${who}ended`;
    case 'passed': {
      const { passed } = told;
      if (passed.from === 'nobody') return undefined;
      const what =
        passed.what === 'octets'
          ? `"${printable(latin1(passed.octets.subarray(0, 401)), 400)}"`
          : passed.what.toUpperCase();
      return `${who}${passed.from === 'client' ? '>' : '<'} ${what}`;
    }
    case 'step': {
      const { event, arrows, before, after } = told.step;
      const moves =
        placeOf(before).status === placeOf(after).status
          ? placeOf(after).status
          : `${placeOf(before).status} to ${placeOf(after).status}`;
      return `${who}  ${event.type}: ${moves}, by ${arrows[0]?.clause ?? 'no clause'}`;
    }
  }
}

function portIn(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Misuse(`--port is a number up to 65535, not "${printable(text ?? '', 40)}".`);
}

function fileIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Misuse(`${printable(path, 200)} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

/** Until somebody ends it. */
const interrupted = (): Promise<void> =>
  new Promise((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
  });

/** `serve`: until it is interrupted. */
export async function serve(options: ServeOptions, io: Io): Promise<number> {
  const named = options.as ?? 'rfc';
  const found = resolveDialect(named);
  if ('nearest' in found) {
    throw new Misuse(
      `No product is called "${printable(named, 80)}". Nearest: ${found.nearest.map((one) => printable(one)).join(', ')} ` +
        `(${dialectNames().length} names are known).`,
    );
  }
  const { cert, key } = options;
  if ((cert === undefined) !== (key === undefined)) throw new Misuse('--cert and --key are given together.');
  const port = portIn(options.port);
  const tls = cert === undefined || key === undefined ? undefined : { cert: fileIn(cert), key: fileIn(key) };
  const tell = (told: Told): void => {
    const line = traceLine(told);
    if (line !== undefined) io.out(`${line}\n`);
  };
  let up: Served;
  try {
    up = await served({
      dialect: found.dialect,
      port,
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.anyAddress === undefined ? {} : { anyAddress: options.anyAddress }),
      ...(tls === undefined ? {} : { tls }),
      ...(options.trace === true ? { tell } : {}),
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof RangeError)
      throw new Misuse(`${printable(message, 300)}. To listen there all the same: --any-address.`);
    throw new Misuse(
      code === 'EADDRINUSE' ? `Port ${port} is taken: give another, or none.` : printable(message, 300),
    );
  }
  io.out(
    `${found.dialect.name} is spoken at ${up.url} and ws${tls === undefined ? '' : 's'}${up.url.slice(up.url.indexOf(':'))}\n`,
  );
  await interrupted();
  await up.close();
  return EXIT.fine;
}
