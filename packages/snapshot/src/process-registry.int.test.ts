import { createDatabase, type Database } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { createTestDatabase, type TestDatabase } from '@turnpike/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProcessRegistry } from './process-registry.js';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 2, applicationName: 'test' });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

function registryOf(kind: 'gateway' | 'worker') {
  const processId = newId();
  const registry = new ProcessRegistry({ pool: db.pool, processId, kind, onError: () => undefined });
  return { processId, registry };
}

test('gateways and workers alike are waited for, until they leave or fall silent', async () => {
  const gateway = registryOf('gateway');
  const worker = registryOf('worker');
  await gateway.registry.start();
  await worker.registry.start();
  // A start whose answer was lost is begun again.
  await worker.registry.start();
  expect((await gateway.registry.living()).sort()).toEqual([gateway.processId, worker.processId].sort());
  await worker.registry.stop();
  expect(await gateway.registry.living()).toEqual([gateway.processId]);
  await db.pool.query(`UPDATE process_incarnations SET heartbeat_at = now() - interval '1 minute'`);
  expect(await gateway.registry.living()).toEqual([]);
  await gateway.registry.stop();
});
