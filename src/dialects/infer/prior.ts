/**
 * What other products are like, as the cost of settings: what many of them do is cheaper to believe of one
 * more.
 *
 * It is used where few cases were asked. The catalogue is inferred without it.
 */
import type { Cost } from './evaluate.js';
import { SETTING } from './search.js';
import type { Settings } from './settings.js';

/** The least that a setting costs, however common it is: it must explain something. */
const LEAST = 0.35;

/**
 * The cost of settings, by how many other products have them.
 *
 * @param others - the settings of other products, of other families than the one asked about
 * @returns the cost: that of any setting where no other has it, less where more of them do
 * @example
 * priorFrom([{ 'reading.close': 'joined' }])('reading.close', 'joined') < 1; // true
 */
export function priorFrom(others: readonly Settings[]): Cost {
  const counts = new Map<string, number>();
  for (const settings of others) {
    for (const [name, value] of Object.entries(settings)) {
      const key = `${name}=${value}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return (name, value) => {
    if (name === 'application.handshake') return 0;
    const share = (counts.get(`${name}=${value}`) ?? 0) / Math.max(1, others.length);
    return Math.max(LEAST, SETTING * (1 - Math.sqrt(share)));
  };
}
