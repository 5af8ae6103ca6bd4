#!/usr/bin/env node
/** The command line: arguments in, one call, text out, an exit code. Everything else is in `cli/`. */
import { main } from './cli/main.js';

// Whoever reads our output may stop reading, as `head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  // an output that cannot be written must not look like a verdict
  process.stderr.write(`Cannot write the output: ${error.code ?? 'unknown error'}.\n`);
  process.exit(2);
});

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stdin: process.stdin,
  colour: process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '',
});
