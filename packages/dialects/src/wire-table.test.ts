import { ApiError } from '@turnpike/errors/api-error';
import { describe, expect, test } from 'vitest';
import { SURFACES } from '../test/field-samples.js';
import { wirePage } from '../test/wire-table.js';

test('the page in infra/docs says what becomes of each field', async () => {
  await expect(wirePage()).toMatchFileSnapshot('../../../infra/docs/wires.md');
});

describe.each(SURFACES)('$title', ({ surface, base, fields }) => {
  test.each(Object.entries(fields))('%s is understood', (_field, body) => {
    expect(surface.decodeRequest({ ...base, ...body })).not.toBeInstanceOf(ApiError);
  });
});
