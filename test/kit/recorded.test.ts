/**
 * The same requests, sent by the kit to the same servers in this process: the answers that the evidence recorded come
 * again. So what the kit sees is what another harness saw.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import { aimedOctets } from '../../src/wire/aim.js';
import { converse } from '../../src/wire/converse.js';
import type { Subject } from '../../src/wire/subject.js';
import { ENDPOINTS, REQUESTS, type Recorded } from '../evidence/servers.js';
import { SERVERS } from './servers.js';

/** What of an answer is compared: a reset and a Close frame are ends as well. */
const recordedAs = ({ status, fate = 'open' }: Recorded): string =>
  `${status ?? 'none'} ${fate === 'open' ? 'open' : 'closed'}`;

async function seenAs(subject: Subject, request: Uint8Array): Promise<string> {
  const octets = aimedOctets(request, subject);
  // a listener that answers 101 and nothing more is not waited for
  const { observer } = await converse(subject, [{ what: 'octets', octets }], { owed: 100 });
  const [answer] = observer.server.responses.filter(({ facts }) => facts.status !== '100');
  return `${answer?.head?.status ?? 'none'} ${observer.isOver ? 'closed' : 'open'}`;
}

const told: string[] = [];
afterAll(() => console.log(['requests of the evidence, sent by the kit', ...told].join('\n  ')));

/** At least so many of a hundred cells agree; what differs is listed. */
const LEAST = 0.99;
const AT_ONCE = 8;

describe('the answers that were recorded come again', () => {
  test.each(SERVERS)('from $name', { timeout: 60_000 }, async ({ name, dialect, subject }) => {
    const found = measuredServers().find((one) => one.dialect.name === dialect);
    const endpoint = ENDPOINTS.find((one) => one.name === found?.endpoint);
    if (endpoint === undefined) throw new Error(`the evidence has no ${dialect}`);
    const asked = await subject();
    const differing: string[] = [];
    let cells = 0;
    try {
      const wanted = [...REQUESTS].filter(([id]) => endpoint.cells.has(id));
      const compare = async ([id, octets]: (typeof wanted)[number]): Promise<void> => {
        const recorded = recordedAs(endpoint.cells.get(id) ?? {});
        cells += 1;
        const seen = await seenAs(asked, octets);
        if (seen !== recorded) differing.push(`${id}: ${seen}, recorded ${recorded}`);
      };
      for (let at = 0; at < wanted.length; at += AT_ONCE) {
        await Promise.all(wanted.slice(at, at + AT_ONCE).map(compare));
      }
    } finally {
      await asked.close?.();
    }
    told.push(`${name}: ${cells - differing.length} of ${cells}`, ...differing.map((one) => `  ${one}`));
    expect(cells).toBeGreaterThan(200);
    expect((cells - differing.length) / cells, differing.join('\n')).toBeGreaterThanOrEqual(LEAST);
  });
});
