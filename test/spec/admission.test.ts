import { describe, expect, test } from 'vitest';
import { type Admission, REFUSALS, TOLERANCES } from '../../src/spec/admission.js';

/** What a row says of the connection, each outcome in its order. */
const endingOf = (row: { readonly then: readonly Admission[] }): string =>
  row.then.map((one) => (one.does === 'go-on' ? 'go on' : one.ends ? 'end' : 'decide')).join(' or ');
const endings = (rows: readonly { readonly clause: string; readonly then: readonly Admission[] }[]) =>
  Object.fromEntries(rows.map((row) => [row.clause, endingOf(row)]));

describe('a refusal ends the connection', () => {
  test('where a text says so, or where nothing behind it can be read; else §9.3 decides', () => {
    expect(endings(REFUSALS.rows)).toEqual({
      'syntax.broken': 'end',
      'syntax.space-before-colon': 'end',
      'limit.target': 'end',
      'limit.head': 'end',
      'version.malformed': 'end',
      'version.simple-request': 'end',
      'version.major-0': 'end',
      'version.major-unserved': 'end',
      'target.malformed': 'decide',
      'target.asterisk': 'decide',
      'target.authority': 'decide',
      'target.connect': 'decide',
      'framing.chunked-not-last': 'end',
      'framing.bad-length': 'end',
      'framing.unknown-coding': 'decide',
      'host.missing': 'decide',
      'host.repeated': 'decide',
      'host.invalid': 'decide',
      'method.unknown': 'decide',
      'request.admitted': 'go on',
    });
  });

  test('or not, where the request could have been processed and the texts are silent', () => {
    expect(endings(TOLERANCES.rows)).toEqual({
      'syntax.repairable': 'end or decide',
      'version.higher-minor': 'end or decide',
      'framing.equal-lengths': 'end or decide',
      'framing.both': 'end',
      'expect.other': 'decide',
    });
  });

  test('and the statuses are the same whichever it is', () => {
    for (const row of TOLERANCES.rows) {
      const answers = row.then.map((one) => (one.does === 'refuse' ? one.answers.join() : ''));
      expect(new Set(answers).size, row.clause).toBe(1);
    }
  });
});
