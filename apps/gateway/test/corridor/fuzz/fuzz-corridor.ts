/** A corridor with everything a caller can reach behind it: every wire, and jobs and responses kept in PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { createDatabase } from '@turnpike/db/client';
import { AddressGuard } from '@turnpike/egress/address-guard';
import { OPERATIONS } from '@turnpike/endpoints/registry';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext } from '@turnpike/management/management-context';
import { createTestDatabase } from '@turnpike/testing/database';
import { createClientTokenDesk } from '../../../src/http/client-tokens/client-token-desk.js';
import { createJobDesk } from '../../../src/http/jobs/job-desk.js';
import { JobWatch } from '../../../src/http/jobs/job-watch.js';
import { createResponseDesk } from '../../../src/http/responses/response-desk.js';
import { conversationsIn } from '@turnpike/snapshot/responses/conversations';
import { ResponseStore } from '@turnpike/snapshot/responses/response-store';
import { type Account, BODY_LIMIT_BYTES, Corridor } from '../corridor.fixture.js';
import { addWireModels } from '../wires.fixture.js';

/** Has a price for whatever is asked. */
const PRICES = {
  ...{ request: '0.0001', input_token: '0.0000011', output_token: '0.0000023', audio_output_token: '0.00001' },
  ...{ image: '0.04', character: '0.00001', second: '0.0001', search: '0.002' },
};

export interface FuzzCorridor {
  readonly corridor: Corridor;
  /** Can pay for nearly everything. */
  readonly account: Account;
  /** Faults that the stores reported. */
  readonly storeErrors: unknown[];
  stop(): Promise<void>;
}

export async function startFuzzCorridor(): Promise<FuzzCorridor> {
  const database = await createTestDatabase();
  const db = createDatabase({ url: database.url, poolSize: 4, applicationName: 'fuzz-test' });
  const storeErrors: unknown[] = [];
  const onError = (error: unknown) => void storeErrors.push(error);
  const watch = new JobWatch({ pool: db.pool, databaseUrl: database.url, onError });
  const context = createManagementContext({
    db,
    keyPepper: randomBytes(32),
    credentialKeys: createCredentialKeys([randomBytes(32).toString('base64')]),
    keyPrefix: 'tp',
    addresses: new AddressGuard({ allowed: [{ range: '127.0.0.1/32', port: 8090 }] }),
  });
  const store = new ResponseStore({ context, ttlMs: 60_000, bodyLimitBytes: BODY_LIMIT_BYTES, onError });
  const corridor = await Corridor.start({
    jobs: createJobDesk({ context, watch, queueLimit: 1_000, onError }),
    parts: {
      responses: createResponseDesk(store, onError),
      conversations: conversationsIn(store),
      clientTokens: createClientTokenDesk(context, onError),
    },
  });
  addWireModels(corridor);
  const operations = OPERATIONS.filter(({ kind }) => kind === 'inference').map(({ key }) => key);
  const account = corridor.account({ posted: '1000000000', prices: PRICES, operations });
  const { tenantId, applicationId, stored } = account;
  const applications = { create: { id: applicationId, name: 'app' } };
  await db.prisma.tenant.create({ data: { id: tenantId, slug: tenantId, name: 'Tenant', applications } });
  const key = { id: stored.caller.keyId, tenantId, applicationId, name: 'key', environment: 'live' as const };
  const words = { hash: randomBytes(32), hashVersion: 1, start: 'tp_live_fuzz', last4: 'fuzz' };
  await db.prisma.apiKey.create({ data: { ...key, ...words } });
  return {
    corridor,
    account,
    storeErrors,
    async stop() {
      await corridor.stop();
      await store.close();
      await watch.close();
      await db.close();
      await database.drop();
    },
  };
}
