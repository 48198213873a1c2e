/** Client tokens: made with a key over HTTP, kept in a real PostgreSQL, and what they may do and may not. */
import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '@turnpike/db/client';
import { Decimal } from '@turnpike/domain/money';
import { ClientTokenObjectSchema } from '@turnpike/endpoints/client-tokens/client-token-object';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { hashKey } from '@turnpike/management/keys/key-hash';
import { createManagementContext, type ManagementContext } from '@turnpike/management/management-context';
import { loadCallerByKeyHash } from '@turnpike/management/snapshot/load-caller';
import { createTestDatabase } from '@turnpike/testing/database';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientTokenDesk } from '../../src/http/client-tokens/client-token-desk.js';
import type { AccountOptions } from './catalogue.fixture.js';
import { type Account, Corridor, faultsIn, say } from './corridor.fixture.js';

let corridor: Corridor;
let context: ManagementContext;
let db: Database;
let dropDatabase: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase();
  dropDatabase = () => database.drop();
  db = createDatabase({ url: database.url, applicationName: 'client-tokens-test' });
  const credentialKeys = createCredentialKeys([randomBytes(32).toString('base64')]);
  context = createManagementContext({ db, keyPepper: randomBytes(32), credentialKeys, keyPrefix: 'tp' });
  const report = (error: unknown) => console.error(error);
  corridor = await Corridor.start({ parts: { clientTokens: createClientTokenDesk(context, report) } });
});
afterAll(async () => {
  expect(faultsIn(corridor)).toEqual([]);
  await corridor.stop();
  await db.close();
  await dropDatabase();
});

/** An account whose key is in the database too. */
async function accountIn(options: AccountOptions = {}): Promise<Account> {
  const account = corridor.account(options);
  const { tenantId, applicationId, keyId, environment } = account.stored.caller;
  const query = (text: string, values: unknown[]) => db.pool.query(text, values);
  await query("INSERT INTO tenants (id, slug, name) VALUES ($1::uuid, $1::text, 'T')", [tenantId]);
  await query("INSERT INTO applications (id, tenant_id, name) VALUES ($1, $2, 'A')", [applicationId, tenantId]);
  await query(
    `INSERT INTO api_keys (id, tenant_id, application_id, name, environment, hash, hash_version, start, last4)
     VALUES ($1, $2, $3, 'K', $4::"Environment", $5, 1, 'tp_live_aaaa', 'bbbb')`,
    [keyId, tenantId, applicationId, environment, hashKey(context.keyPepper, account.key)],
  );
  return account;
}

/** Makes a token, and has the corridor know it as the database does. */
async function tokenOf(account: Account, wish: object = {}): Promise<string> {
  const answer = await account.post('/v1/client_tokens', wish);
  expect(answer.status, await answer.clone().text()).toBe(200);
  const { token } = ClientTokenObjectSchema.parse(await answer.json());
  const caller = await loadCallerByKeyHash(db, hashKey(context.keyPepper, token));
  if (caller === null) throw new Error('the token is nowhere');
  const { subscriptions, currency, epoch } = account.stored.caller;
  corridor.stores.callersByKey.set(token, { ...caller, subscriptions, currency, epoch });
  return token;
}

const clientOf = (apiKey: string) => new OpenAI({ apiKey, baseURL: `${corridor.url}/v1`, maxRetries: 0 });
const ask = (apiKey: string, model = 'chat') =>
  clientOf(apiKey).chat.completions.create({ model, messages: say('Hello'), max_completion_tokens: 10 });

it('is answered whole, and calls as a key does', async () => {
  const account = await accountIn();
  const wish = { ttl: 60, endUser: 'u-1', models: ['chat'], budget: '0.5' };
  const answer = await account.post('/v1/client_tokens', wish);
  const object = ClientTokenObjectSchema.parse(await answer.json());
  expect(object).toMatchObject({
    object: 'client_token',
    end_user: 'u-1',
    models: ['chat'],
    budget: '0.5',
    currency: 'USD',
  });
  expect(object.expires_at - object.created_at).toBe(60);
  const token = await tokenOf(account, { end_user: 'u-1' });
  const completion = await ask(token);
  expect(completion.object).toBe('chat.completion');
  const [event] = await account.settled(1);
  expect([event?.apiKeyId, event?.endUser]).toEqual([corridor.stores.callersByKey.get(token)?.keyId, 'u-1']);
});

it('lives ten minutes where nobody says', async () => {
  const answer = await (await accountIn()).post('/v1/client_tokens', {});
  const { created_at, expires_at } = ClientTokenObjectSchema.parse(await answer.json());
  expect(expires_at - created_at).toBe(600);
});

it.each([
  [{ ttl: 9 }, 'ttl'],
  [{ ttl: 86_401 }, 'ttl'],
  [{ ttl: 60.5 }, 'ttl'],
  [{ ttl: '60' }, 'ttl'],
  [{ endUser: '' }, 'endUser'],
  [{ endUser: 'a', end_user: 'b' }, 'end_user'],
  [{ models: [] }, 'models'],
  [{ models: 'chat' }, 'models'],
  [{ budget: 1 }, 'budget'],
  [{ budget: '0' }, 'budget'],
  [{ budget: '-1' }, 'budget'],
  [{ scope: '*' }, null],
])('refuses %j', async (wish, param) => {
  const account = corridor.account();
  const answer = await account.post('/v1/client_tokens', wish);
  const { error } = (await answer.json()) as { error: { code: string; param: string | null } };
  expect([answer.status, error.code, error.param]).toEqual([400, 'invalid_parameter', param]);
});

it('refuses a model that nobody offers', async () => {
  const answer = await (await accountIn()).post('/v1/client_tokens', { models: ['chat', 'absent'] });
  expect(await answer.json()).toMatchObject({ error: { code: 'model_not_found', param: 'models' } });
});

describe('a token', () => {
  it('spends its budget and no more, however many days it lives through', async () => {
    const account = await accountIn({ prices: { request: '0.1', input_token: '0', output_token: '0' } });
    const token = await tokenOf(account, { budget: '0.25' });
    const outcomes = [];
    for (let call = 0; call < 4; call += 1)
      outcomes.push(
        await ask(token).then(
          () => 200,
          (error: InstanceType<typeof OpenAI.APIError>) => [error.status, error.code],
        ),
      );
    expect(outcomes).toEqual([200, 200, [402, 'budget_exceeded'], [402, 'budget_exceeded']]);
    // Its key has what is left.
    expect((await ask(account.key)).object).toBe('chat.completion');
    const events = await account.settled(3);
    expect(events.reduce((sum, { charge }) => sum.plus(charge), new Decimal(0)).toFixed()).toBe('0.3');
  });

  it.each([
    ['POST', '/v1/client_tokens'],
    ['POST', '/v1/jobs'],
    ['GET', '/v1/jobs'],
    ['GET', `/v1/jobs/job_${'0'.repeat(32)}`],
    ['GET', `/v1/calls/req_${'0'.repeat(32)}`],
    ['GET', '/v1/responses/resp_1'],
    ['DELETE', '/v1/responses/resp_1'],
  ])('may not %s %s', async (method, path) => {
    const token = await tokenOf(await accountIn());
    const body = JSON.stringify({ operation: 'chat.completions', body: { model: 'chat', messages: say('Hello') } });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = path === '/v1/client_tokens' ? '{}' : body;
    const answer = await fetch(corridor.url + path, { method, headers, ...(method === 'POST' ? { body: sent } : {}) });
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('may not put a call off', async () => {
    const token = await tokenOf(await accountIn());
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'respond-async' };
    const body = JSON.stringify({ model: 'chat', messages: say('Hello') });
    const answer = await fetch(`${corridor.url}/v1/chat/completions`, { method: 'POST', headers, body });
    expect(answer.status).toBe(403);
  });

  it('lists models, and is one kind among factors', async () => {
    const closed = { auth: { accepts: [['api_key' as const]] } };
    const [open, bound] = [await tokenOf(await accountIn()), await tokenOf(await accountIn({ product: closed }))];
    expect((await clientOf(open).models.list()).data.length).toBeGreaterThan(0);
    await expect(ask(bound)).rejects.toMatchObject({ status: 401, code: 'credential_not_accepted' });
  });
});
