// Imports point one way. The order of this list is the architecture: a room imports itself and the rooms before it.
const rooms = ['spec', 'oracle', 'dialects', 'explore', 'render', 'explain', 'wire', 'kit', 'probe', 'cli'];

/** The modules of some rooms: a folder of that name in src, or a single file. */
const inRooms = (names) => `^src/(${names.join('|')})(/|\\.ts$)`;

/** A package from outside, wherever it is installed. */
const npmPackage = (names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;

const onlyBackwards = rooms.slice(0, -1).map((room, index) => ({
  name: `${room}-imports-only-rooms-before-it`,
  comment: `order: ${rooms.join(' < ')}`,
  severity: 'error',
  from: { path: inRooms([room]) },
  to: { path: inRooms(rooms.slice(index + 1)) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...onlyBackwards,
    {
      name: 'every-module-is-in-a-room',
      comment: 'src holds the rooms and index.ts, the list of public exports',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: [inRooms(rooms), '^src/index\\.ts$'] },
    },
    {
      name: 'nobody-imports-the-front-door',
      comment: 'index.ts is for other people; inside, import the module itself',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'src-does-not-import-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'xstate-only-in-machine-and-step',
      comment: 'arrows live in spec/machine/, and spec/step.ts wraps how the library is asked',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/spec/(machine/|(machine|step)\\.ts$)' },
      to: { path: npmPackage(['xstate']) },
    },
    {
      name: 'fast-check-only-in-kit',
      severity: 'error',
      from: { path: '^src/', pathNot: inRooms(['kit']) },
      to: { path: npmPackage(['fast-check']) },
    },
    {
      name: 'vitest-only-in-the-matchers',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kit/vitest\\.ts$' },
      to: { path: npmPackage(['vitest']) },
    },
    {
      name: 'commander-only-in-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: inRooms(['cli']) },
      to: { path: npmPackage(['commander']) },
    },
    {
      name: 'no-other-package',
      comment: 'a new dependency, of types alone too, is a decision: write it down and name it here',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypesNot: ['core'],
        pathNot: ['^src/', npmPackage(['xstate', 'fast-check', 'commander', 'vitest'])],
      },
    },
    {
      name: 'node-only-where-it-is-said',
      comment: 'the other rooms run in a browser as they are; so does wire, but for its folder node',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/wire/node/', '^src/kit/files/', inRooms(['explain', 'probe', 'cli'])],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sockets-only-on-the-wire',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/wire/node/', inRooms(['probe'])] },
      to: { dependencyTypes: ['core'], path: '^(node:)?(net|tls)$' },
    },
    {
      name: 'explain-opens-no-lines',
      comment: 'what is in hand is read, and nobody is asked',
      severity: 'error',
      from: { path: inRooms(['explain']) },
      to: { path: '^src/wire/' },
    },
    {
      name: 'oracle-has-no-prose',
      comment: 'it runs in production and is small: names of clauses, not their prose, and no machine',
      severity: 'error',
      from: { path: inRooms(['oracle']) },
      to: { path: '^src/spec/(clauses|machine)(/|\\.ts$)', reachable: true },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // An import of types alone also points from one room to another.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
