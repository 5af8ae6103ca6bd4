/**
 * Every class of spellings, element by element, in the order of the requirements (§7.1 to §7.11).
 *
 * 1. Every class has a spelling, and an id that no other has.
 * 2. What a class says holds of each of its spellings that does not say otherwise.
 */
import type { SpellingClass } from './class.js';
import { CONNECTION_CLASSES } from './connection.js';
import { EXPECT_AND_OTHER_CLASSES } from './expect-and-other.js';
import { FRAMING_CLASSES } from './framing.js';
import { HOST_CLASSES } from './host.js';
import { KEY_CLASSES } from './key.js';
import { FIELD_LINE_CLASSES } from './lines.js';
import { METHOD_TARGET_CLASSES } from './method-target.js';
import { OFFER_CLASSES } from './offers.js';
import { UPGRADE_CLASSES } from './upgrade.js';
import { VERSION_CLASSES } from './version.js';
import { WS_VERSION_CLASSES } from './ws-version.js';

/** A number in an id is a number, so that V10 would stand behind V9. */
const byNumber = (one: SpellingClass, other: SpellingClass): number => {
  const [letters = '', digits = '0'] = /^(\D*)(\d*)$/.exec(one.id)?.slice(1) ?? [];
  const [others = '', more = '0'] = /^(\D*)(\d*)$/.exec(other.id)?.slice(1) ?? [];
  return letters === others ? Number(digits) - Number(more) : 0;
};

/** The classes of all elements. */
export const SPELLING_CLASSES: readonly SpellingClass[] = [
  ...FIELD_LINE_CLASSES,
  ...VERSION_CLASSES,
  ...METHOD_TARGET_CLASSES,
  ...HOST_CLASSES,
  ...CONNECTION_CLASSES.toSorted(byNumber),
  ...UPGRADE_CLASSES.toSorted(byNumber),
  ...KEY_CLASSES.toSorted(byNumber),
  ...WS_VERSION_CLASSES,
  ...OFFER_CLASSES,
  ...FRAMING_CLASSES,
  ...EXPECT_AND_OTHER_CLASSES,
];
