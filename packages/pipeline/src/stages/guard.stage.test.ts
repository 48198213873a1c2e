import { ApiError } from '@turnpike/errors/api-error';
import { expect, test } from 'vitest';
import { understoodOf } from '../../test/ticket.fixture.js';
import { guard } from './guard.stage.js';

const limited = (body: object, maxOutputTokens: number | null = 100) => {
  const ticket = understoodOf({}, body);
  return guard({ ...ticket, model: { ...ticket.model, maxOutputTokens } });
};

test('lets through what the model can give, per answer, and what has no bound', () => {
  for (const body of [{ max_tokens: 100 }, { max_tokens: 100, n: 5 }, {}])
    expect(limited(body)).toMatchObject({ guarded: true });
  expect(limited({ max_tokens: 1_000_000 }, null)).toMatchObject({ guarded: true });
});

test('refuses more output than the model can give, naming the parameter the caller used', () => {
  for (const param of ['max_tokens', 'max_completion_tokens']) {
    const refused = limited({ [param]: 101 });
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({
      code: 'invalid_parameter',
      param,
      message: expect.stringContaining('at most 100'),
    });
  }
});
