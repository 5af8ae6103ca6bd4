/** What a command has of the world: where text goes, where octets come from, and whether text may have colours. */

/** Where a command reads and writes. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly colour: boolean;
}

/** Nothing was broken; something was; the command was not understood or its input is of no use. */
export const EXIT = { fine: 0, broken: 1, misuse: 2 } as const;

/** Ends a command with one sentence on stderr and exit code 2. */
export class Misuse extends Error {}
