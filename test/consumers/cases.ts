/** The literate cases as the vectors take them: parsed, with their messages as octets. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ParsedCase } from '../../src/render/vectors/index.js';
import { casesIn, clausesNamed, EXAMPLES, octetsOfBlock, QUESTIONS } from '../examples/cases.js';

/**
 * Every literate case of the project.
 *
 * @param root - the folder of the project, with a slash at its end
 * @returns the cases, in the order of the files
 */
export function parsedCases(root: URL): readonly ParsedCase[] {
  const files = [EXAMPLES, QUESTIONS].flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((file) => file.endsWith('.md') && file !== 'README.md')
      .sort()
      .map((file) => `${folder}${file}`),
  );
  return files
    .flatMap((file) => casesIn(file, readFileSync(new URL(file, root), 'utf8')))
    .map((one) => ({
      file: one.file,
      title: one.title,
      questions: one.questions,
      requests: one.requests.map(octetsOfBlock),
      responses: one.responses.map(octetsOfBlock),
      expectations: one.expectations,
      clauses: clausesNamed(one),
    }));
}
