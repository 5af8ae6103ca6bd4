/**
 * What the documentation shows is run: every `ts` block of README.md and docs/, and every `@example` in src/.
 *
 * 1. A block must run without throwing. What it imports from `after101` must be a public export.
 * 2. A comment behind a statement says its value. Behind an expression it is compared as a value where it is a
 *    literal, and is left to the reader otherwise; behind `console.log` it is what is printed.
 * 3. An example that imports nothing may use the exports of its module, and of every other one, by name; and `head`,
 *    a request whose Connection stands on two lines.
 * 4. A block marked `ts quote` is a piece of the source: it must stand in some module of src/, whitespace aside.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { machineGraph } from '../../src/render/graph.js';
import { octetsOf, readRequest } from '../../src/spec/message.js';

const ROOT = new URL('../../', import.meta.url);

/** A program found in a text. */
interface Snippet {
  readonly place: string;
  readonly code: string;
  /** The module an example stands in. */
  readonly module?: string;
}

const filesIn = (folder: string, extension: string): readonly string[] =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => `${folder}${file}`)
    .sort();

const textOf = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');
const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** The `ts` blocks of a page. */
function blocksOf(file: string): readonly Snippet[] {
  const text = textOf(file);
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((found) => ({
    place: `${file}:${lineOf(text, found.index)}`,
    // a record alone is shown as what it is, and run as an expression
    code: (found[1] as string).replace(/^(\{[\s\S]*\}),?\n$/, 'void (\n$1);'),
  }));
}

/** The `ts quote` blocks of a page. */
function quotesOf(file: string): readonly Snippet[] {
  const text = textOf(file);
  return [...text.matchAll(/^```ts quote\n([\s\S]*?)^```$/gm)].map((found) => ({
    place: `${file}:${lineOf(text, found.index)}`,
    code: found[1] as string,
  }));
}

/** The `@example` blocks of a module's comments. */
function examplesOf(file: string): readonly Snippet[] {
  const text = textOf(file);
  return [...text.matchAll(/^ *\* @example\n((?:^ *\*(?!\/| @).*\n)+)/gm)].map((found) => ({
    place: `${file}:${lineOf(text, found.index)}`,
    code: (found[1] as string).replaceAll(/^ *\* ?/gm, ''),
    module: file,
  }));
}

const pages = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs/', '.md')];
const modules = filesIn('src/', '.ts').filter((file) => !file.startsWith('src/cli'));
const snippets = [...pages.flatMap(blocksOf), ...modules.flatMap(examplesOf)];

const quotes = pages.flatMap(quotesOf);

type Exports = Readonly<Record<string, unknown>>;

const packages: Record<string, Exports> = {};
const loaded: Record<string, Exports> = {};

beforeAll(async () => {
  packages.after101 = (await import('../../src/index.js')) as Exports;
  packages.xstate = (await import('xstate')) as Exports;
  packages['fast-check'] = (await import('fast-check')) as Exports;
  packages['node:http'] = (await import('node:http')) as Exports;
  for (const file of modules) loaded[file] = (await import(new URL(file, ROOT).pathname)) as Exports;
});

/** The text of the comment behind a statement on its line. */
function commentBehind(source: ts.SourceFile, statement: ts.Statement): string | undefined {
  const [range] = ts.getTrailingCommentRanges(source.text, statement.end) ?? [];
  if (range === undefined || range.kind !== ts.SyntaxKind.SingleLineCommentTrivia) return undefined;
  return source.text.slice(range.pos + 2, range.end).trim();
}

const isLog = (node: ts.Expression): node is ts.CallExpression =>
  ts.isCallExpression(node) && node.expression.getText() === 'console.log';

/** The program with every claim in a comment turned into a call of `claim`. */
function withClaims(code: string): string {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ES2023, true);
  let text = code;
  for (const statement of [...source.statements].reverse()) {
    const said = commentBehind(source, statement);
    if (said === undefined || !ts.isExpressionStatement(statement)) continue;
    const { expression } = statement;
    const [kind, values] = isLog(expression)
      ? ['printed', expression.arguments.map((argument) => argument.getText()).join(', ')]
      : ['value', expression.getText()];
    const call = `claim(${JSON.stringify(kind)}, ${JSON.stringify(said)}, ${values});`;
    text = text.slice(0, statement.getStart()) + call + text.slice(statement.end);
  }
  return text;
}

/** What a comment says, where it is a literal. */
function literal(said: string): { readonly value: unknown } | undefined {
  if (!/^(?:['"`[{\-0-9]|true$|false$|null$|undefined$)/.test(said)) return undefined;
  try {
    return { value: structuredClone(runInNewContext(`(${said})`)) };
  } catch {
    return undefined;
  }
}

function claim(kind: string, said: string, ...values: readonly unknown[]): void {
  if (kind === 'printed') expect(format(...values)).toBe(said);
  const wanted = kind === 'printed' ? undefined : literal(said);
  if (wanted !== undefined) expect(values[0]).toEqual(wanted.value);
}

const SAMPLE = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\nConnection: Upgrade\r\n\r\n';
const [HEAD] = [readRequest(octetsOf(SAMPLE))].flatMap((read) =>
  read.outcome === 'head' ? [read.head] : [],
);

/** Names an example may use without importing them: those of its own module first. */
function namesFor(module: string | undefined): Exports {
  if (module === undefined) return {};
  const others = Object.values(loaded).flatMap((exports) => Object.entries(exports));
  return { ...Object.fromEntries(others), head: HEAD, ...loaded[module] };
}

/** What is imported from packages and is not there. */
function missing(code: string): readonly string[] {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ES2023, true);
  return source.statements.filter(ts.isImportDeclaration).flatMap((statement) => {
    const name = (statement.moduleSpecifier as ts.StringLiteral).text;
    const bindings = statement.importClause?.namedBindings;
    if (statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
    if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
    return bindings.elements
      .filter((element) => !element.isTypeOnly)
      .map((element) => (element.propertyName ?? element.name).text)
      .filter((imported) => packages[name]?.[imported] === undefined)
      .map((imported) => `${name}: ${imported}`);
  });
}

async function runSnippet(snippet: Snippet): Promise<void> {
  expect(missing(snippet.code)).toEqual([]);
  const { outputText } = ts.transpileModule(withClaims(snippet.code), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const names = namesFor(snippet.module);
  const quiet = { log: (): void => {} };
  const given = { require: (name: string) => packages[name], exports: {}, console: quiet, claim };
  const scope = { ...names, ...given };
  const AsyncFunction = runSnippet.constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction(...Object.keys(scope), `{\n${outputText}\n}`)(...Object.values(scope));
}

describe('what the documentation shows', () => {
  test.each(snippets)(
    '$place',
    async (snippet) => {
      await runSnippet(snippet);
    },
    60_000,
  );

  test.each(quotes)('$place is a piece of the source', ({ code }) => {
    const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
    expect(modules.some((file) => flat(textOf(file)).includes(flat(code)))).toBe(true);
  });

  test('is found in pages and in modules', () => {
    expect(snippets.some(({ place }) => place.startsWith('README.md'))).toBe(true);
    expect(snippets.some(({ place }) => place.startsWith('docs/'))).toBe(true);
    expect(snippets.some(({ module }) => module !== undefined)).toBe(true);
  });

  test('is noticed when it is wrong', async () => {
    await expect(runSnippet({ place: 'here', code: '1 + 1; // 3' })).rejects.toThrow();
    await expect(runSnippet({ place: 'here', code: "console.log('a'); // b" })).rejects.toThrow();
    await expect(runSnippet({ place: 'here', code: "import { nobody } from 'after101';" })).rejects.toThrow();
    await expect(runSnippet({ place: 'here', code: "throw new Error('no');" })).rejects.toThrow('no');
    await runSnippet({ place: 'here', code: '[1 + 1]; // [2]' });
  });
});

/** The outermost states and what leads from one to another: the picture in the README. */
function pictureInShort(): string {
  const { nodes, arrows } = machineGraph();
  const outer = (id: string): string => id.split('.')[1] as string;
  const states = [...new Set(nodes.filter((node) => node.region === 'status').map((node) => outer(node.id)))];
  const lines = new Map<string, Set<string>>();
  for (const { from, to, event, deviation } of arrows) {
    if (to === undefined || !from.startsWith('status.') || outer(from) === outer(to)) continue;
    const line = `  ${outer(from)} --> ${outer(to)}: ${deviation === true ? 'DEVIATION ' : ''}`;
    lines.set(line, (lines.get(line) ?? new Set()).add(event));
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${states[0]}`,
    ...[...lines].map(([line, events]) => `${line}${[...events].join('<br/>')}`),
    '```',
  ].join('\n');
}

describe('the picture in the README', () => {
  test('is the one drawn from the machine; UPDATE_DOCS=1 writes it', () => {
    const marked = /(<!-- generated: machine -->\n)([\s\S]*?)(<!-- \/generated -->)/;
    const now = `${pictureInShort()}\n`;
    const text = textOf('README.md');
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(
        new URL('README.md', ROOT),
        text.replace(marked, (_, begin, _old, end) => `${begin}${now}${end}`),
      );
    } else expect(marked.exec(text)?.[2]).toBe(now);
  });
});
