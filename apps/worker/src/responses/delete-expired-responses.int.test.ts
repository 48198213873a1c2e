import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { deleteExpiredResponses } from './delete-expired-responses.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const INSERT = `
  INSERT INTO stored_responses (tenant_id, id, application_id, api_key_id, environment, model, status, request, response,
    expires_at)
  SELECT $1, id, $2, $3, 'live', 'm', 'completed', '[]', '{}', now() + $5::interval FROM unnest($4::uuid[]) AS id`;

test('only what was kept for its time goes, in as many portions as it takes', async () => {
  const { pool } = fixture;
  const [tenant, application, key] = [newId(), newId(), newId()];
  const old = Array.from({ length: 1_001 }, newId);
  const young = newId();
  await pool.query(INSERT, [tenant, application, key, old, '-1 second']);
  await pool.query(INSERT, [tenant, application, key, [young], '1 minute']);
  await deleteExpiredResponses(pool, new AbortController().signal);
  const responses = await pool.query('SELECT id FROM stored_responses WHERE tenant_id = $1', [tenant]);
  expect(responses.rows).toEqual([{ id: young }]);
});

test('it stops where it is told to', async () => {
  const { pool } = fixture;
  const tenant = newId();
  await pool.query(INSERT, [tenant, newId(), newId(), [newId()], '-1 second']);
  await deleteExpiredResponses(pool, AbortSignal.abort());
  const { rowCount } = await pool.query('SELECT FROM stored_responses WHERE tenant_id = $1', [tenant]);
  expect(rowCount).toBe(1);
});
