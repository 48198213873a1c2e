import { newId } from '@turnpike/domain/ids';
import type { NewStoredResponse } from '@turnpike/management/responses/stored-response';
import { expect, test } from 'vitest';
import { WriteBehind, type WriteBehindOptions } from './write-behind.js';

const OWNER = { tenantId: newId(), applicationId: newId(), environment: 'live' } as const;

function row(given: Partial<NewStoredResponse> = {}): NewStoredResponse {
  return {
    ...OWNER, id: newId(), apiKeyId: newId(), model: 'm', status: 'completed', previousId: null, request: Buffer.alloc(10),
    response: Buffer.alloc(10), createdAt: new Date(), expiresAt: new Date(), ...given,
  }; // prettier-ignore
}

function create(given: Partial<WriteBehindOptions> = {}) {
  const batches: NewStoredResponse[][] = [];
  const errors: unknown[] = [];
  const writes = new WriteBehind({
    write: async (rows) => void batches.push([...rows]),
    onError: (error) => errors.push(error),
    ...given,
  });
  return { writes, batches, errors };
}

test('what ended is written in its order, a hundred at a time', async () => {
  const { writes, batches } = create();
  const rows = Array.from({ length: 250 }, () => row());
  for (const one of rows) writes.add(one);
  await writes.flush();
  expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(batches.flat()).toEqual(rows);
  expect(writes.waiting).toBe(0);
});

test.each([
  ['rows', { rowsLimit: 2 }],
  ['bytes', { bytesLimit: 50 }],
])('beyond its %s nothing is kept, and that is counted', async (_, limits) => {
  const { writes, batches } = create(limits);
  expect([row(), row(), row()].map((one) => writes.add(one))).toEqual([true, true, false]);
  expect(writes.dropped).toBe(1);
  await writes.flush();
  expect(batches.flat()).toHaveLength(2);
  expect(writes.add(row())).toBe(true);
  await writes.close();
});

test('one that PostgreSQL refuses does not hold up the others', async () => {
  const [good, bad, better] = [row(), row(), row()];
  const kept: NewStoredResponse[] = [];
  const { writes, errors } = create({
    write: async (rows) => {
      if (rows.includes(bad)) throw Object.assign(new Error('refused'), { code: '22021' });
      kept.push(...rows);
    },
  });
  for (const one of [good, bad, better]) writes.add(one);
  await writes.flush();
  expect(kept).toEqual([good, better]);
  expect(writes).toMatchObject({ waiting: 0, dropped: 1 });
  expect(errors).toHaveLength(2);
});

test('while PostgreSQL is away everything waits, and is found meanwhile', async () => {
  let isAway = true;
  const kept: NewStoredResponse[] = [];
  const { writes } = create({
    write: async (rows) => {
      if (isAway) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
      kept.push(...rows);
    },
  });
  const one = row();
  writes.add(one);
  await expect(writes.flush()).rejects.toThrow('not written');
  expect(writes.find(OWNER, one.id)).toBe(one);
  isAway = false;
  await writes.close();
  expect(kept).toEqual([one]);
  expect(writes.find(OWNER, one.id)).toBeNull();
});
