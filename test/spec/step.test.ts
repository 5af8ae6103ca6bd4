import { describe, expect, test } from 'vitest';
import { REFERENCE } from '../../src/spec/axes.js';
import { permittedFor } from '../../src/spec/decide.js';
import { choose } from '../../src/spec/defaults.js';
import type { ConnectionEvent } from '../../src/spec/machine.js';
import { placeOf, run } from '../../src/spec/step.js';

const head = (facts: Partial<typeof REFERENCE>): ConnectionEvent => ({
  type: 'client.head',
  verdict: choose(permittedFor({ ...REFERENCE, ...facts } as typeof REFERENCE)),
});

describe('a run', () => {
  test('a handshake that is granted switches and stays, whatever §9.3 said of its request', () => {
    for (const connection of ['upgrade', 'close+upgrade'] as const) {
      const trace = run([head({ connection }), { type: 'app.accept' }, { type: 'policy.written' }]);
      expect(placeOf(trace.end).status).toBe('ACTIVE.open');
      expect(trace.steps.map((taken) => taken.arrows[0]?.clause)).toEqual([
        'head.offer',
        'switch.granted',
        'after101.persistence',
      ]);
    }
  });

  test('an offer in HTTP/1.0 is an ordinary request, and the connection ends behind its answer', () => {
    const trace = run([
      head({ version: '1.0' }),
      { type: 'app.accept' },
      { type: 'app.respond', status: '2xx', then: 'decide' },
      { type: 'policy.written' },
    ]);
    expect(placeOf(trace.end).status).toBe('CLOSED.lingering');
    expect(trace.steps.flatMap((taken) => taken.sent.map((seen) => seen.what))).toEqual(['response', 'fin']);
  });

  test('a pipelined request is read when the answer before it is out', () => {
    const trace = run([
      head({ connection: 'none', upgrade: 'none' }),
      head({}),
      { type: 'app.respond', status: '2xx', then: 'decide' },
      { type: 'policy.written' },
    ]);
    expect(placeOf(trace.end).status).toBe('HANDSHAKE.deciding');
  });
});
