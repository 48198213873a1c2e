import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completions } from './completions.operation.js';

const CALL = { params: {}, query: '', headers: {} };
const MINIMAL = { model: 'm', prompt: 'Once' };

function parse(fields: object) {
  return completions.parse({ ...MINIMAL, ...fields }, CALL);
}

describe('parse', () => {
  it('takes a bound for all answers together', () => {
    expect(parse({})).toMatchObject({ model: 'm', stream: false, maxOutputTokens: null, choices: 1 });
    expect(parse({ max_tokens: 10 })).toMatchObject({ maxOutputTokens: 10, choices: 1 });
    expect(parse({ max_tokens: 10, n: 3 })).toMatchObject({ maxOutputTokens: 30, choices: 3 });
    expect(parse({ max_tokens: 10, n: 2, best_of: 5 })).toMatchObject({ maxOutputTokens: 50, choices: 5 });
    expect(parse({ max_tokens: 10, prompt: ['a', 'b'], n: 2 })).toMatchObject({ maxOutputTokens: 40, choices: 4 });
    expect(parse({ max_tokens: 10, prompt: [1, 2, 3] })).toMatchObject({ maxOutputTokens: 10, choices: 1 });
    expect(parse({ max_tokens: 10, prompt: [[1, 2], [3]] })).toMatchObject({ maxOutputTokens: 20, choices: 2 });
  });

  it('knows who wants the usage event', () => {
    expect(parse({ stream: true })).toMatchObject({ stream: true, wantsUsageEvent: false });
    const options = { include_usage: true };
    expect(parse({ stream: true, stream_options: options, user: 'u' })).toMatchObject({
      wantsUsageEvent: true,
      endUser: 'u',
    });
  });

  it.each([
    [{ model: '' }, 'model'],
    [{ model: undefined }, 'model'],
    [{ prompt: 7 }, 'prompt'],
    [{ prompt: [] }, 'prompt'],
    [{ n: 0 }, 'n'],
    [{ best_of: 129 }, 'best_of'],
    [{ max_tokens: -1 }, 'max_tokens'],
    [{ max_tokens: 1.5 }, 'max_tokens'],
    [{ stream: 'yes' }, 'stream'],
    [{ stream_options: 1 }, 'stream_options'],
  ])('refuses %j and names %s', (fields, param) => {
    const refused = parse(fields);
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ code: 'invalid_parameter', param });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('model', 'prompt', 'n', 'stream', 'x'), fc.anything()), (body) => {
        completions.parse(body, CALL);
        expect(completions.countInputTokens(body)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('counts', () => {
  it('counts prompts and answers', () => {
    expect(completions.countInputTokens({ prompt: 'one two' })).toBe(2);
    expect(completions.countInputTokens({ prompt: [1, 2, 3] })).toBe(3);
    const answer = Buffer.from(JSON.stringify({ choices: [{ text: 'one two' }, { text: 'three' }, null] }));
    expect(completions.countOutputTokens(answer)).toBe(3);
    expect(completions.countOutputTokens(Buffer.from('<html>'))).toBe(0);
  });
});
