import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@turnpike/dialects/dialect';
import { createDatabase, type Database } from '@turnpike/db/client';
import { newId, publicId } from '@turnpike/domain/ids';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext, type ManagementContext } from '@turnpike/management/management-context';
import type { Caller } from '@turnpike/pipeline/caller';
import type { Granted } from '@turnpike/pipeline/tickets';
import { createTestDatabase, type TestDatabase } from '@turnpike/testing/database';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createResponseDesk } from './response-desk.js';
import { ResponseStore } from '@turnpike/snapshot/responses/response-store';

let database: TestDatabase;
let db: Database;
let context: ManagementContext;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 4, applicationName: 'response-store-test' });
  context = createManagementContext({
    db,
    keyPepper: randomBytes(32),
    credentialKeys: createCredentialKeys([randomBytes(32).toString('base64')]),
    keyPrefix: 'tp',
  });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const fail = (error: unknown) => {
  throw error;
};

function createStore(given: Partial<ConstructorParameters<typeof ResponseStore>[0]> = {}): ResponseStore {
  const store = new ResponseStore({ context, ttlMs: 60_000, bodyLimitBytes: 100_000, onError: fail, ...given });
  stores.push(store);
  return store;
}

const stores: ResponseStore[] = [];
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

function caller(given: Partial<Caller> = {}): Caller {
  return {
    keyId: newId(), applicationId: newId(), tenantId: newId(), environment: 'live', keyState: 'active', keyExpiresAtMs: null,
    tenantStatus: 'active', tenantTimeZone: 'UTC', billingMode: 'prepaid', currency: 'USD', epoch: '1', residency: null, terms: null, accountTerms: null, subscriptions: [],
    ...given,
  }; // prettier-ignore
}

const responseId = (id: string) => `resp_${publicId('request', id).slice('req_'.length)}`;
const itemId = (id: string) => `msg_${publicId('request', id).slice('req_'.length)}0000`;

/** An answer that was given. */
function finished(of: Caller, given: { body?: JsonObject; requestId?: string } = {}) {
  const requestId = given.requestId ?? newId();
  const message = {
    id: itemId(requestId),
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'answer', annotations: [] }],
  };
  return {
    requestId,
    caller: of,
    body: { model: 'fast', input: 'question', ...given.body },
    response: { id: responseId(requestId), object: 'response', status: 'completed', output: [message] },
  };
}

describe('the desk', () => {
  function ticket(of: Caller, response: string, query = ''): Granted {
    return { caller: of, arrival: { exchange: { params: { response }, query } } } as unknown as Granted;
  }

  test('shows, lists, does not cancel, and erases', async () => {
    const store = createStore();
    const desk = createResponseDesk(store, fail);
    const of = caller();
    const answer = finished(of, {
      body: {
        input: [
          { role: 'user', content: 'a' },
          { role: 'user', content: 'b' },
        ],
      },
    });
    store.remember(answer);
    const id = responseId(answer.requestId);
    expect(await desk.retrieve(ticket(of, id))).toEqual(answer.response);
    expect(await desk.listInput(ticket(of, id, 'limit=1&order=asc'))).toMatchObject({
      object: 'list', data: [{ content: [{ text: 'a' }] }], has_more: true,
    }); // prettier-ignore
    expect(await desk.listInput(ticket(of, id, 'limit=1'))).toMatchObject({ data: [{ content: [{ text: 'b' }] }] });
    expect(await desk.cancel(ticket(of, id))).toMatchObject({ code: 'invalid_parameter' });
    expect(await desk.delete(ticket(of, id))).toEqual({ id, object: 'response', deleted: true });
    for (const look of [desk.retrieve, desk.listInput, desk.cancel, desk.delete]) {
      expect(await look(ticket(of, id))).toMatchObject({ code: 'not_found' });
    }
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['order=up', 'order'],
    ['after=msg_x', 'after'],
  ])('refuses %s', async (query, param) => {
    const store = createStore();
    const of = caller();
    const answer = finished(of);
    store.remember(answer);
    const asked = ticket(of, responseId(answer.requestId), query);
    expect(await createResponseDesk(store, fail).listInput(asked)).toMatchObject({ code: 'invalid_parameter', param });
  });

  test('streams nothing that was stored', async () => {
    const asked = ticket(caller(), responseId(newId()), 'stream=true');
    expect(await createResponseDesk(createStore(), fail).retrieve(asked)).toMatchObject({
      code: 'unsupported_parameter',
    });
  });
});
