import { describe, expect, test } from 'vitest';
import {
  ANSWER_CONTEXT,
  ANSWER_PARTS,
  type AnswerContext,
  type AnswerPart,
  formFaults,
  formOf,
  isFinal,
  type ResponseFacts,
} from '../../src/spec/answer.js';

const contexts: readonly AnswerContext[] = ANSWER_CONTEXT.status.flatMap((status) =>
  ANSWER_CONTEXT.servedAs.flatMap((servedAs) =>
    ANSWER_CONTEXT.closing.flatMap((closing) =>
      ANSWER_CONTEXT.refusesVersion.map((refusesVersion) => ({ status, servedAs, closing, refusesVersion })),
    ),
  ),
);
const context = (one: Partial<AnswerContext>): AnswerContext => ({
  status: '2xx',
  servedAs: '1.1',
  closing: 'no',
  refusesVersion: 'no',
  ...one,
});
const faults = (facts: Partial<ResponseFacts>, one: Partial<AnswerContext> = {}): readonly string[] => {
  const whole = context(one);
  return formFaults({ ...formOf(whole), ...facts }, whole);
};

describe('the form of an answer', () => {
  test('is kept by the answer that is sent, in every context', () => {
    const sendable = contexts.filter(
      ({ status, servedAs, closing }) =>
        // what no table lets be sent: a 1xx in HTTP/1.0, and an HTTP/0.9 body on a connection that stays
        (isFinal(status) || servedAs === '1.1') && !(status === 'bare' && closing === 'no'),
    );
    const wrong = sendable.filter((one) => one.status !== 'bare' && formFaults(formOf(one), one).length > 0);
    expect(wrong).toEqual([]);
    expect(sendable.length).toBeGreaterThan(80);
  });

  test('every value of every part breaks nothing somewhere, or breaks a clause everywhere', () => {
    const never = (Object.entries(ANSWER_PARTS) as [AnswerPart, readonly string[]][]).flatMap(
      ([part, values]) =>
        values
          .filter((value) =>
            contexts.every((one) => formFaults({ ...formOf(one), [part]: value }, one).length > 0),
          )
          .map((value) => `${part} ${value}`),
    );
    // HTTP/1.0 departs from a SHOULD, all others break
    expect(never).toEqual([
      'version 1.0',
      'version other',
      'framing both',
      'framing repeated-length',
      'framing chunked-twice',
      'framing forbidden',
    ]);
  });
});

describe('an answer without content', () => {
  test.each(['1.1', '1.0'] as const)('a 204 has no field that frames content (served as %s)', (servedAs) => {
    for (const closing of ['yes', 'no'] as const) {
      expect(faults({ framing: 'forbidden' }, { servedAs, closing })).toEqual(['form.no-framing-fields']);
      expect(faults({ framing: 'none' }, { servedAs, closing })).toEqual([]);
    }
  });

  test('one to HEAD keeps an HTTP/1.0 connection without a length, and has no coding there', () => {
    expect(faults({ framing: 'none' }, { servedAs: '1.0' })).toEqual([]);
    expect(faults({ framing: 'until-close' }, { servedAs: '1.0' })).toEqual(['form.keep-alive-echo']);
    expect(faults({ framing: 'chunked' }, { servedAs: '1.0', closing: 'yes' })).toEqual([
      'form.no-coding-to-old',
    ]);
  });

  test('an interim one has none of them either', () => {
    for (const status of ['100', '1xx', '101'] as const) {
      expect(faults({ framing: 'length' }, { status })).toEqual(['form.interim']);
    }
  });
});

describe('a subprotocol in a 101', () => {
  test.each(['unoffered', 'several'] as const)('%s breaks form.negotiated', (protocol) => {
    expect(faults({ protocol }, { status: '101' })).toEqual(['form.negotiated']);
  });

  test('one of those offered, or none, breaks nothing', () => {
    for (const protocol of ['none', 'offered'] as const)
      expect(faults({ protocol }, { status: '101' })).toEqual([]);
  });
});
