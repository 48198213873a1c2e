import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { deleteExpired } from './delete-expired.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('only what is past its time goes', async () => {
  const { pool } = fixture;
  const [old, young] = [newId(), newId()];
  await pool.query(
    `INSERT INTO change_log (kind, created_at) VALUES ('old', now() - interval '25 hours'), ('young', now())`,
  );
  await pool.query(
    `INSERT INTO process_incarnations (id, kind, host, pid, heartbeat_at)
     VALUES ($1, 'gateway', 'h', 1, now() - interval '8 days'), ($2, 'gateway', 'h', 2, now())`,
    [old, young],
  );
  await deleteExpired(pool);
  const changes = await pool.query(`SELECT kind FROM change_log WHERE kind IN ('old', 'young')`);
  const processes = await pool.query('SELECT id FROM process_incarnations WHERE id = ANY($1)', [[old, young]]);
  expect(changes.rows).toEqual([{ kind: 'young' }]);
  expect(processes.rows).toEqual([{ id: young }]);
});
