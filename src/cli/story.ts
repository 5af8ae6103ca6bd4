/** `story`: the standards hold, a product does not, and the request that showed it. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, explain } from './commands.js';
import { EXIT, type Io } from './io.js';

const PRODUCT = 'swoole@4.8';
const example = (name: string): string =>
  relative('', fileURLToPath(new URL(`../../examples/nginx-to-swoole-${name}.http`, import.meta.url)));

/** Three commands, one after the other; their verdicts are the story, so only misuse is an error. */
export async function story(io: Io): Promise<number> {
  const chapters: readonly (readonly [string, () => Promise<number>])[] = [
    ['1. The standards, every case', () => check({}, io)],
    [
      `2. ${PRODUCT}, every case, and how it closes behind a 101`,
      () => check({ to: PRODUCT, only: 'SI-14' }, io),
    ],
    [
      '3. The request that nginx sent, and the answer it got',
      () => explain(example('request'), { response: example('response'), to: PRODUCT }, io),
    ],
  ];
  for (const [title, tell] of chapters) {
    io.out(`== ${title}\n\n`);
    const code = await tell();
    io.out(`(exit code ${code} when run by itself)\n\n`);
  }
  return EXIT.fine;
}
