import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@turnpike/dialects/dialect';
import { createDatabase, type Database } from '@turnpike/db/client';
import { idFloor, newId, publicId } from '@turnpike/domain/ids';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext, type ManagementContext } from '@turnpike/management/management-context';
import { getStoredResponse } from '@turnpike/management/responses/get-stored-response.use-case';
import type { Caller } from '@turnpike/pipeline/caller';
import { createTestDatabase, type TestDatabase } from '@turnpike/testing/database';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { resolveInput } from './resolve-input.js';
import { ResponseStore } from './response-store.js';

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

describe('an answer', () => {
  test('is found at once by the process that gave it, and by others once it is written', async () => {
    const [here, there] = [createStore(), createStore()];
    const of = caller();
    const answer = finished(of);
    expect(here.remember(answer)).toBe(true);
    expect(here.stats()).toEqual({ unwrittenResponses: 1, droppedResponses: 0 });
    expect((await here.find(of, answer.requestId))?.response).toEqual(answer.response);
    // The other process looks until the row is there.
    expect((await there.find(of, answer.requestId))?.response).toEqual(answer.response);
    await here.flush();
    expect(here.stats()).toEqual({ unwrittenResponses: 0, droppedResponses: 0 });
    expect((await here.find(of, answer.requestId))?.input).toEqual([
      {
        id: expect.stringMatching(/^msg_[0-9a-f]{32}i0000$/), type: 'message', role: 'user', status: 'completed',
        content: [{ type: 'input_text', text: 'question' }],
      },
    ]); // prettier-ignore
  });

  test('is not kept when its caller said so', async () => {
    const store = createStore();
    const of = caller();
    const answer = finished(of, { body: { store: false } });
    expect(store.remember(answer)).toBe(false);
    expect(store.stats()).toEqual({ unwrittenResponses: 0, droppedResponses: 0 });
  });

  test.each([['tenantId'], ['applicationId'], ['environment']] as const)('is nobody’s of another %s', async (field) => {
    const store = createStore();
    const of = caller();
    const other = caller({ ...of, [field]: field === 'environment' ? 'test' : newId() });
    const answer = finished(of, { requestId: idFloor(0) });
    store.remember(answer);
    const look = async () => {
      expect(await store.find(other, answer.requestId)).toBeNull();
      expect(await store.chain(other, answer.requestId)).toMatchObject({ kind: 'missing' });
      expect(await store.delete(other, answer.requestId)).toBe(false);
    };
    await look();
    await store.flush();
    await look();
    expect(await store.find(of, answer.requestId)).not.toBeNull();
  });

  test('that is erased before it was written stays erased', async () => {
    const store = createStore();
    const of = caller();
    const answer = finished(of, { requestId: newId() });
    store.remember(answer);
    expect(await store.delete(of, answer.requestId)).toBe(true);
    await store.flush();
    expect(await getStoredResponse(context, of, answer.requestId)).toBeNull();
  });

  test('is written when the process ends, and none is taken any more', async () => {
    const store = createStore();
    const of = caller();
    const answer = finished(of);
    store.remember(answer);
    await store.close();
    expect(await getStoredResponse(context, of, answer.requestId)).not.toBeNull();
    expect(store.remember(finished(of))).toBe(false);
    expect(store.stats().droppedResponses).toBe(1);
  });
});

describe('what a request stands on', () => {
  const QUESTION = { role: 'user', content: 'next' };

  test('nothing: no store is asked', async () => {
    const nobody = createStore({ context: { ...context, db: null as unknown as Database } });
    expect(await resolveInput(nobody, caller(), { model: 'm', input: [QUESTION] })).toBeNull();
  });

  test('a conversation, written or not, in the order it was held', async () => {
    const store = createStore();
    const of = caller();
    const first = finished(of, { body: { input: 'one' } });
    store.remember(first);
    await store.flush();
    const second = finished(of, { body: { input: 'two', previous_response_id: responseId(first.requestId) } });
    store.remember(second);
    const body = { model: 'm', input: [QUESTION], previous_response_id: responseId(second.requestId) };
    const resolved = await resolveInput(store, of, body);
    const user = (text: string) => expect.objectContaining({ role: 'user', content: [{ type: 'input_text', text }] });
    expect(resolved).toEqual({
      earlier: 4,
      body: {
        model: 'm',
        input: [user('one'), ...first.response.output, user('two'), ...second.response.output, QUESTION],
      },
    });
  });

  test('an item by its id', async () => {
    const store = createStore();
    const of = caller();
    const answer = finished(of);
    store.remember(answer);
    const [item] = answer.response.output;
    const body = { model: 'm', input: [QUESTION, { type: 'item_reference', id: item?.id }] };
    for (let look = 0; look < 2; look += 1) {
      expect(await resolveInput(store, of, body)).toEqual({
        earlier: 0,
        body: { model: 'm', input: [QUESTION, item] },
      });
      await store.flush();
    }
  });

  test('something that is not there is named', async () => {
    const store = createStore();
    const of = caller();
    const old = responseId(idFloor(0));
    const ask = (body: JsonObject) => resolveInput(store, of, { model: 'm', input: 'x', ...body });
    for (const id of [old, 'resp_68aa']) {
      expect(await ask({ previous_response_id: id })).toMatchObject({
        code: 'invalid_parameter', param: 'previous_response_id', message: `Previous response with id '${id}' not found.`,
      }); // prettier-ignore
    }
    expect(await ask({ input: [{ id: 'msg_68aa' }] })).toMatchObject({ code: 'not_found', param: 'input' });
    const references = Array.from({ length: 201 }, (_, index) => ({ id: `msg_${index}` }));
    expect(await ask({ input: references })).toMatchObject({ code: 'invalid_parameter', param: 'input' });
  });

  test('a conversation beyond what a request may hold is refused', async () => {
    const store = createStore({ bodyLimitBytes: 500 });
    const of = caller();
    const answer = finished(of, { body: { input: 'x'.repeat(500) } });
    store.remember(answer);
    const body = { model: 'm', input: 'x', previous_response_id: responseId(answer.requestId) };
    expect(await resolveInput(store, of, body)).toMatchObject({
      code: 'invalid_parameter',
      param: 'previous_response_id',
    });
    await store.flush();
    expect(await resolveInput(store, of, body)).toMatchObject({
      code: 'invalid_parameter',
      param: 'previous_response_id',
    });
  });
});

test('with PostgreSQL away a look is refused for now, and what waits is written when it is back', async () => {
  const errors: unknown[] = [];
  const away = createDatabase({ url: 'postgresql://app:app@127.0.0.1:9/none', poolSize: 1, applicationName: 'away' });
  const switching = { ...context, db: away };
  const store = createStore({ context: switching, onError: (error) => errors.push(error) });
  const of = caller();
  const answer = finished(of);
  store.remember(answer);
  await expect(store.flush()).rejects.toThrow('not written');
  expect(store.stats()).toEqual({ unwrittenResponses: 1, droppedResponses: 0 });
  expect(errors).not.toEqual([]);
  const follow = { model: 'm', input: 'x', previous_response_id: responseId(idFloor(0)) };
  expect(await resolveInput(store, of, follow)).toMatchObject({ code: 'store_unavailable' });
  switching.db = db;
  await store.flush();
  expect(await getStoredResponse(context, of, answer.requestId)).not.toBeNull();
  await away.close();
});
