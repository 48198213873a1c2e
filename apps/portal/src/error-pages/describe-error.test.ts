import { CATALOGUE } from '@turnpike/errors/catalogue';
import { describe, expect, it } from 'vitest';
import { describeError, ERROR_CODES, isErrorCode, searchErrors } from './describe-error';

describe('pages of errors', () => {
  it.each(Object.keys(CATALOGUE))('%s has its page, with what is answered in every form', (code) => {
    expect(isErrorCode(code) && ERROR_CODES.includes(code)).toBe(true);
    if (!isErrorCode(code)) return;
    const { message, fix, status, number, examples } = describeError(code);
    expect(message).toMatch(/\.$/);
    expect(fix).toMatch(/\.$/);
    expect(JSON.parse(examples.dataPlane)).toMatchObject({ error: { code, message, fix } });
    expect(JSON.parse(examples.management)).toMatchObject({ code: number, message, data: { error: code, fix } });
    expect(JSON.parse(examples.problem)).toMatchObject({ type: `/docs/errors/${code}`, status, code: number });
  });

  it.each(['constructor', '__proto__', 'nothing', ''])('%j has none', (code) => expect(isErrorCode(code)).toBe(false));

  it('are found by code, status, number and words', () => {
    expect(searchErrors('rate_limit')).toContain('rate_limit_exceeded');
    expect(searchErrors('4290')).toEqual(['rate_limit_exceeded']);
    expect(searchErrors('402')).toContain('budget_exceeded');
    expect(searchErrors('Balance COVER')).toContain('insufficient_quota');
    expect(searchErrors(' ')).toEqual(ERROR_CODES);
    expect(searchErrors('no such thing at all')).toEqual([]);
  });
});
