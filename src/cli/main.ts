/**
 * Arguments to a command. No rule of the protocol lives in this room.
 *
 * 1. Exit codes: 0 nothing is broken, 1 something is, 2 the command was not understood or its input is of
 *    no use.
 * 2. What a command needs is imported when it runs, so that `--help` starts as fast as Node does.
 */
import { Command, CommanderError } from 'commander';
import { printable } from '../render/printable.js';
import type { Options } from './commands.js';
import type { CompareOptions } from './compare.js';
import { EXIT, type Io, Misuse } from './io.js';
import type { ProbeOptions } from './probe.js';
import type { ServeOptions } from './serve.js';
import type { VectorsOptions } from './vectors.js';

type Commands = typeof import('./commands.js');

/** The commands are loaded when one of them runs. */
const commands = (): Promise<Commands> => import('./commands.js');

const TO = ['--to <name>', 'a product, such as swoole@4.8; the standards are rfc'] as const;
const VIA = [
  '--via <hop>',
  'an intermediary on the way, such as haproxy@2.6 or nginx.conf#/path@1.18; may be given several times',
  (hop: string, all?: string[]): string[] => [...(all ?? []), hop],
] as const;
const ROOT = ['--root <folder>', 'where an nginx configuration finds its includes; its own folder'] as const;
const JSON_FLAG = ['--json', 'print plain data'] as const;

function addCheck(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('check')
    .description('explore every case and verify what must hold')
    .option(...VIA)
    .option(...TO)
    .option(...ROOT)
    .option(
      '--only <invariant>',
      'tell the counterexamples of one invariant, such as SI-14; the exit code stays that of all',
    )
    .option(...JSON_FLAG)
    .action(async (options: Options) => done(await (await commands()).check(options, io)));
}

function addExplain(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('explain')
    .description('explain a request head from a file, or from stdin for -')
    .argument('<file>', 'a request head, with or without what follows it')
    .option('--response <file>', 'the answer it got')
    .option(...VIA)
    .option(...TO)
    .option(...ROOT)
    .option('--octets', 'take the octets as they are, LF included')
    .option(...JSON_FLAG)
    .action(async (file: string, options: Options) =>
      done(await (await commands()).explain(file, options, io)),
    );
}

function addDraw(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('draw')
    .description('draw machine, matrix, clauses, tables or ledger')
    .argument('<subject>', 'machine, matrix, clauses, tables or ledger')
    .option('--format <format>', 'mermaid, dot, svg, markdown, text or json, as far as there is one')
    .option(...JSON_FLAG)
    .action(async (subject: string, options: Options) =>
      done(await (await commands()).draw(subject, options, io)),
    );
}

function addClause(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('clause')
    .description(
      'one clause, invariant, open question or requirement row in full, or what stands on a section of a text',
    )
    .argument(
      '<id>',
      'such as persist.close-wins, SI-14, Q-01, H-UPG-11, "RFC 9112 §9.3" or rfc9110#field.upgrade',
    )
    .option(...JSON_FLAG)
    .action(async (id: string, options: Options) =>
      done(await (await commands()).clauseCommand(id, options, io)),
    );
}

function addVectors(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('vectors')
    .description('the specification as data: JSON Lines of octets, and of every permitted outcome')
    .option('--group <name>', 'one group of lines; may be given several times', (name, all?: string[]) => [
      ...(all ?? []),
      name,
    ])
    .option('--out <file>', 'write into a file; to stdout when left out')
    .action(async (options: VectorsOptions) => done((await import('./vectors.js')).vectors(options, io)));
}

function addCompare(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('compare')
    .description('what products do: all in groups, one in sentences, several where they differ')
    .argument('[products...]', 'such as tornado, ws@8, nginx@1.22/ws-map')
    .option('--clause <id>', 'what servers do about one clause, such as offer.old-version')
    .option('--format <format>', 'text, md or csv')
    .option(...JSON_FLAG)
    .action(async (names: string[], options: CompareOptions) =>
      done((await import('./compare.js')).compare(names, options, io)),
    );
}

const all = (line: string, before?: string[]): string[] => [...(before ?? []), line];

function addProbe(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('probe')
    .description(
      'ask a live server what it does, and tell which clauses it breaks and which product it is like',
    )
    .argument('<url>', 'http, https, ws or wss, or unix:/path/of/socket:/path')
    .option('--quick', 'some forty cases')
    .option('--full', 'every spelling of every class')
    .option('--only <clause>', 'cases in which one clause comes up, such as offer.old-version')
    .option('--case <id>', 'one case, as a report names it')
    .option(
      '--field <line>',
      'a field of every request, such as "Origin: https://a.example"; several times',
      all,
    )
    .option('--no-websocket', 'expect no WebSocket')
    .option('--ca <file>', 'authorities that are trusted, as PEM')
    .option('--insecure', 'take any certificate')
    .option('--servername <name>', 'the name that is asked for in TLS')
    .option('--budget <seconds>', 'time for everything; 60')
    .option('--at-once <number>', 'connections at once; 4')
    .option('--per-second <number>', 'new connections a second; 200')
    .option('--silence <ms>', 'silence after which nothing more is awaited; by the round trip')
    .option('--origin <port>', 'the URL is a proxy: listen behind it on this port, and show both sides')
    .option('--baseline <file>', 'fail only on what has changed since; written where there is none')
    .option('--junit <file>', 'write JUnit XML as well')
    .option('--html <file>', 'write a page as well')
    .option(...JSON_FLAG)
    .action(async (url: string, { silence, ...options }: ProbeOptions & { readonly silence?: string }) => {
      const { probe } = await import('./probe.js');
      done(await probe(url, silence === undefined ? options : { ...options, quiet: silence }, io));
    });
}

function addServe(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('serve')
    .description('listen on the loopback and speak as a product does')
    .option('--as <name>', 'a product, such as tornado@6.2; the standards when left out')
    .option('--port <number>', 'where to listen; the system chooses when left out')
    .option('--host <address>', 'another address of the loopback')
    .option('--any-address', 'listen on an address that others can reach')
    .option('--cert <file>', 'a certificate as PEM: TLS is spoken')
    .option('--key <file>', 'its key')
    .option('--trace', 'print what passes on each connection, with the clause of each step')
    .action(async (options: ServeOptions) => done(await (await import('./serve.js')).serve(options, io)));
}

function programFor(io: Io, done: (code: number) => void): Command {
  const program = new Command('after101')
    .description('What an HTTP/1.x connection does around the WebSocket upgrade, and why.')
    .option('-V, --version', 'the package, and the texts the specification is based on')
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: (text) =>
        io.err(
          text
            .split('\n')
            .map((line) => printable(line, 500))
            .join('\n'),
        ),
    })
    .showHelpAfterError();
  addCheck(program, io, done);
  addExplain(program, io, done);
  addDraw(program, io, done);
  addClause(program, io, done);
  addVectors(program, io, done);
  addCompare(program, io, done);
  addProbe(program, io, done);
  addServe(program, io, done);
  program
    .command('story')
    .description('the standards hold, a product does not, and the request that showed it')
    .action(async () => done(await (await import('./story.js')).story(io)));
  return program;
}

/**
 * A command line is run.
 *
 * @param args - what stands behind the name of the program
 * @param io - where it reads and writes
 * @returns the exit code
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  if (args[0] === '--version' || args[0] === '-V') {
    io.out((await import('./version.js')).versionText());
    return EXIT.fine;
  }
  let code: number = EXIT.misuse;
  const program = programFor(io, (given) => {
    code = given;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.misuse;
    if (error instanceof Misuse) {
      io.err(`${error.message}\n`);
      return EXIT.misuse;
    }
    // A fault of ours must not look like a verdict about somebody's server.
    io.err(`after101 itself failed, which is a bug: ${error instanceof Error ? error.stack : error}\n`);
    return EXIT.misuse;
  }
}
