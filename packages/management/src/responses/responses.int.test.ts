import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { deleteStoredResponse } from './delete-stored-response.use-case.js';
import { getStoredResponse } from './get-stored-response.use-case.js';
import { loadResponseChain } from './load-response-chain.use-case.js';
import { pageInputItems } from './page-input-items.js';
import { storeResponses } from './store-responses.use-case.js';
import type { NewStoredResponse, ResponseOwner } from './stored-response.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const owner = (): ResponseOwner => ({ tenantId: newId(), applicationId: newId(), environment: 'live' });
const LIMITS = { lengthLimit: 100, bytesLimit: 1_000_000 };

function response(of: ResponseOwner, given: Partial<NewStoredResponse> & { words?: string } = {}): NewStoredResponse {
  const { words = 'hi', ...rest } = given;
  const id = given.id ?? newId();
  return {
    ...of,
    id,
    apiKeyId: newId(),
    model: 'fast',
    status: 'completed',
    previousId: null,
    request: Buffer.from(JSON.stringify([{ id: `in-${id}`, content: words }])),
    response: Buffer.from(JSON.stringify({ id, output: [] })),
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + 60_000),
    ...rest,
  };
}

test('what was stored is read back by its owner, texts that jsonb would refuse included', async () => {
  const { context } = fixture;
  const one = owner();
  const row = response(one, { words: 'nul \u0000 and half \ud800' });
  await storeResponses(context, [row, response(owner())]);
  expect(await getStoredResponse(context, one, row.id)).toEqual({
    id: row.id,
    previousId: null,
    input: [{ id: `in-${row.id}`, content: 'nul \u0000 and half \ud800' }],
    response: { id: row.id, output: [] },
  });
});

const OTHERS: [string, (of: ResponseOwner) => ResponseOwner][] = [
  ['tenant', (of) => ({ ...of, tenantId: newId() })],
  ['application', (of) => ({ ...of, applicationId: newId() })],
  ['mode', (of) => ({ ...of, environment: 'test' })],
];

describe.each(OTHERS)('another %s', (_, change) => {
  test('finds, follows and deletes nothing', async () => {
    const { context } = fixture;
    const one = owner();
    const other = change(one);
    const row = response(one);
    await storeResponses(context, [row]);
    expect(await getStoredResponse(context, other, row.id)).toBeNull();
    expect(await loadResponseChain(context, other, { id: row.id, ...LIMITS })).toEqual({ kind: 'missing', id: row.id });
    expect(await deleteStoredResponse(context, other, row.id)).toBe(false);
    expect(await getStoredResponse(context, one, row.id)).not.toBeNull();
  });

  test('continues no chain', async () => {
    const { context } = fixture;
    const one = owner();
    const first = response(change(one));
    const second = response(one, { previousId: first.id });
    await storeResponses(context, [first, second]);
    expect(await loadResponseChain(context, one, { id: second.id, ...LIMITS })).toEqual({
      kind: 'missing',
      id: first.id,
    });
  });
});

test('what was deleted is empty, and a batch that is written again does not bring it back', async () => {
  const { context } = fixture;
  const one = owner();
  const row = response(one);
  await storeResponses(context, [row]);
  expect(await deleteStoredResponse(context, one, row.id)).toBe(true);
  await storeResponses(context, [row]);
  expect(await getStoredResponse(context, one, row.id)).toBeNull();
  expect(await deleteStoredResponse(context, one, row.id)).toBe(false);
  const { rows } = await context.db.pool.query(
    'SELECT length(request) + length(response) AS bytes FROM stored_responses WHERE tenant_id = $1',
    [one.tenantId],
  );
  expect(rows).toEqual([{ bytes: 0 }]);
});

test('what was kept for its time is gone before it is erased', async () => {
  const { context } = fixture;
  const one = owner();
  const row = response(one, { expiresAt: new Date(Date.now() - 1) });
  await storeResponses(context, [row]);
  expect(await getStoredResponse(context, one, row.id)).toBeNull();
  expect(await loadResponseChain(context, one, { id: row.id, ...LIMITS })).toMatchObject({ kind: 'missing' });
});

describe('a chain', () => {
  async function chainOf(length: number): Promise<{ one: ResponseOwner; rows: NewStoredResponse[] }> {
    const one = owner();
    const rows: NewStoredResponse[] = [];
    for (let index = 0; index < length; index += 1) {
      rows.push(response(one, { previousId: rows.at(-1)?.id ?? null, words: `turn ${index}` }));
    }
    await storeResponses(fixture.context, rows);
    return { one, rows };
  }

  test('comes oldest first', async () => {
    const { one, rows } = await chainOf(4);
    const chain = await loadResponseChain(fixture.context, one, { id: rows[3]?.id ?? '', ...LIMITS });
    expect(chain).toMatchObject({ kind: 'whole', responses: rows.map(({ id, previousId }) => ({ id, previousId })) });
  });

  test('is refused beyond its limits, and taken up to them', async () => {
    const { one, rows } = await chainOf(4);
    const id = rows[3]?.id ?? '';
    const bytes = rows.reduce((sum, row) => sum + row.request.length + row.response.length, 0);
    const load = (limits: { lengthLimit: number; bytesLimit: number }) =>
      loadResponseChain(fixture.context, one, { id, ...limits });
    expect(await load({ lengthLimit: 4, bytesLimit: bytes })).toMatchObject({ kind: 'whole' });
    expect(await load({ lengthLimit: 3, bytesLimit: bytes })).toEqual({ kind: 'too_long' });
    expect(await load({ lengthLimit: 4, bytesLimit: bytes - 1 })).toEqual({ kind: 'too_long' });
    expect(await load({ lengthLimit: 4, bytesLimit: 1 })).toEqual({ kind: 'too_long' });
  });

  test('that was cut names what is missing', async () => {
    const { one, rows } = await chainOf(3);
    await deleteStoredResponse(fixture.context, one, rows[1]?.id ?? '');
    expect(await loadResponseChain(fixture.context, one, { id: rows[2]?.id ?? '', ...LIMITS })).toEqual({
      kind: 'missing',
      id: rows[1]?.id,
    });
  });

  test('that bites its own tail ends', async () => {
    const one = owner();
    const [first, second] = [newId(), newId()];
    await storeResponses(fixture.context, [
      response(one, { id: first, previousId: second }),
      response(one, { id: second, previousId: first }),
    ]);
    expect(await loadResponseChain(fixture.context, one, { id: first, ...LIMITS })).toEqual({ kind: 'too_long' });
  });
});

describe('pages of input', () => {
  const ITEMS = ['a', 'b', 'c'].map((id) => ({ id }));

  test.each([
    [{ after: null, limit: 2, order: 'desc' }, ['c', 'b'], true],
    [{ after: 'b', limit: 2, order: 'desc' }, ['a'], false],
    [{ after: null, limit: 3, order: 'asc' }, ['a', 'b', 'c'], false],
    [{ after: 'a', limit: 1, order: 'asc' }, ['b'], true],
    [{ after: 'c', limit: 1, order: 'asc' }, [], false],
  ] as const)('%o', (input, ids, hasMore) => {
    expect(pageInputItems(ITEMS, input)).toEqual({
      object: 'list',
      data: ids.map((id) => ({ id })),
      first_id: ids.at(0) ?? null,
      last_id: ids.at(-1) ?? null,
      has_more: hasMore,
    });
  });

  test('begin after no item that is not there', () => {
    expect(pageInputItems(ITEMS, { after: 'x', limit: 1, order: 'asc' })).toBeNull();
  });
});
