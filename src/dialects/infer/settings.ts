/**
 * What may be set about a product: its readings, its checks, its labels and values, its persistence. Its
 * answers follow.
 *
 * 1. A setting has a name and a value, both words; what is not set is as in the standards and in the
 *    default choices.
 * 2. The settings stand in the order in which they are tried, and of two that explain as much the first one
 *    is taken.
 */
import type { Value } from '../../spec/axes.js';
import { type LabelReading, OPTION_READERS, type Reading, STANDARDS_READING } from '../../spec/reading.js';
import { CHECKS, type Checks, PLACES, type Place } from '../places.js';
import type { Cases } from './cases.js';

/** Settings by name; what is absent is as usual. */
export type Settings = Readonly<Record<string, string>>;

/** Something that can be set, and to what. */
export interface Dimension {
  readonly name: string;
  readonly values: readonly string[];
}

/** The readings that can be set, each with the values it can have. */
const READINGS: { readonly [K in keyof Reading]?: readonly string[] } = {
  close: Object.keys(OPTION_READERS).filter((name) => name !== 'list'),
  keepAlive: Object.keys(OPTION_READERS).filter((name) => name !== 'list'),
  upgrade: Object.keys(OPTION_READERS).filter((name) => name !== 'list'),
  websocket: Object.keys(OPTION_READERS).filter((name) => name !== 'list'),
  key: ['length-24', 'not-empty', 'present'],
  keyLines: ['first', 'last'],
  wsVersion: ['first-line', 'first-member', 'any-member', 'number', 'present', 'ignored'],
  wsVersions: ['13,8', '13,8,0', '13,8,7', '13,8,7,0', '13,8,12,14', '13,8,12,14,0', '13,14'],
  host: ['ignored'],
  lengths: ['first', 'last'],
  trims: ['spaces'],
  refuses: ['nul-to-space', 'obs-fold', 'nul-to-space,obs-fold'],
};

/** The readings that are lists. */
const LISTS: readonly string[] = ['wsVersions', 'refuses'];

/** The methods other than GET that a product may take as it takes GET. */
const TAKEN = subsetsOf(['HEAD', 'POST', 'OPTIONS', 'PUT', 'DELETE']);

function subsetsOf(names: readonly string[]): readonly string[] {
  const sets = Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((_name, at) => (bits & (1 << at)) !== 0),
  );
  return sets.filter((set) => set.length > 0).map((set) => set.join());
}

/**
 * Checks that a product may leave out together, which is one setting: it does not read framing before it
 * switches, does not count lines, does not look at Host, or not at what an answer can do without.
 */
const GROUPS: Readonly<Record<string, readonly string[]>> = groups();

function groups(): Readonly<Record<string, readonly string[]>> {
  const named = (beginning: RegExp): readonly string[] =>
    CHECKS.map(({ name }) => name).filter((name) => beginning.test(name));
  const repeated = ['handshake.key-repeated', 'handshake.version-repeated'];
  const lines = ['host.repeated', 'handshake.host:several', ...repeated];
  const details = ['handshake.extensions-malformed', 'handshake.host'];
  const form = [...details, 'syntax.space-before-colon'];
  const framing = named(/^framing\./);
  const host = named(/^(handshake\.)?host/);
  return {
    framing,
    repeated,
    lines,
    host,
    details,
    form,
    lax: [...form, ...lines],
    all: [...form, ...lines, ...framing, ...host],
  };
}

/** As what a label may count, and then for persistence. */
const LABELS = [
  '1.1',
  '1.0',
  '1.1/1.0',
  '1.0/1.1',
  '2+',
  '2+/1.1',
  '2+/1.0',
  'malformed',
  '0.x',
  'none',
  '1.1/2+',
  '1.0/2+',
] as const;
const METHODS = ['GET', 'other', 'unknown'] as const;

/** What else can be set: choices and deviations about persistence, and an application that never upgrades. */
const OTHERS: readonly Dimension[] = [
  { name: 'persist.keep-alive', values: ['otherwise'] },
  { name: 'persist.close-wins', values: ['keep-alive-in-1.0'] },
  { name: 'after101.persistence', values: ['persistence'] },
  { name: 'framing.coding-in-http10', values: ['never'] },
];

/**
 * All that can be set about a product that was sent these cases.
 *
 * @param cases - the cases, since labels and methods are told by their spelling
 * @returns the dimensions in their order
 */
export function dimensionsFor(cases: Cases): readonly Dimension[] {
  const checks = CHECKS.map(({ name, usual }) => ({
    name: `check.${name}`,
    values: PLACES.filter((place) => place !== usual),
  }));
  return [
    ...OTHERS,
    ...Object.entries(READINGS).map(([name, values]) => ({ name: `reading.${name}`, values })),
    ...checks,
    ...Object.keys(GROUPS).map((name) => ({ name: `checks.${name}`, values: ['never'] })),
    { name: 'methods.taken', values: TAKEN },
    ...[...new Set(cases.methods)].map((method) => ({ name: `method.${method}`, values: METHODS })),
    ...[...new Set(cases.labels)].map((label) => ({ name: `label.${label}`, values: LABELS })),
  ];
}

/**
 * The reading that settings make.
 *
 * @param settings - the settings
 * @returns the standards' reading with what they set
 */
export function readingOf(settings: Settings): Reading {
  const parts: Record<string, unknown> = {};
  const labels: Record<string, LabelReading> = {};
  const methods: Record<string, Value<'method'>> = {};
  for (const [name, value] of Object.entries(settings)) {
    const dot = name.indexOf('.');
    const [kind, rest] = [name.slice(0, dot), name.slice(dot + 1)];
    if (kind === 'reading') parts[rest] = LISTS.includes(rest) ? value.split(',') : value;
    if (kind === 'method') methods[rest] = value as Value<'method'>;
    if (name === 'methods.taken') for (const method of value.split(',')) methods[method] = 'GET';
    if (kind === 'label') {
      const [as, persistsAs] = value.split('/') as [Value<'version'>, Value<'version'> | undefined];
      labels[rest] = persistsAs === undefined ? { as } : { as, persistsAs };
    }
  }
  return { ...STANDARDS_READING, ...parts, labels, methods };
}

/**
 * The checks that settings move.
 *
 * @param settings - the settings
 * @returns the place of every row that is not in its usual one
 */
export function checksOf(settings: Settings): Checks {
  const checks: Record<string, Place> = {};
  for (const [name, value] of Object.entries(settings)) {
    const group = name.startsWith('checks.') ? GROUPS[name.slice('checks.'.length)] : undefined;
    for (const check of group ?? []) checks[check] = value as Place;
  }
  for (const [name, value] of Object.entries(settings)) {
    if (name.startsWith('check.')) checks[name.slice('check.'.length)] = value as Place;
  }
  return checks;
}
