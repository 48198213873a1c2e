import { derivedId } from '@turnpike/domain/derived-id';
import { idFloor, newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApplicationActor } from '../actor.js';
import {
  ADMIN,
  createFixture,
  expectRefusal,
  makeApplication,
  makeCatalogue,
  makeTenant,
  member,
  ORIGIN,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { createKey } from '../keys/create-key.use-case.js';
import { callsCsv } from './calls-csv.js';
import { exportCalls } from './export-calls.use-case.js';
import { getCall } from './get-call.use-case.js';
import { listCalls } from './list-calls.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

interface Scene {
  tenantId: string;
  applicationId: string;
  apiKeyId: string;
}

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const ids: Scene = {
    tenantId: uuid('tenant', tenant.id),
    applicationId: uuid('application', application.id),
    apiKeyId: newId(),
  };
  const caller: ApplicationActor = { kind: 'application', ...ids, ...ORIGIN };
  return { context, tenant, application, ids, caller, owner: member(tenant.id) };
}

async function insertEvent(ids: Scene, requestId: string, fields: Record<string, unknown> = {}) {
  const row = {
    id: requestId,
    requestId,
    kind: 'usage',
    ...ids,
    environment: 'live',
    operation: 'chat.completions',
    model: 'asked-model',
    servedModel: 'served-model',
    stream: true,
    status: 200,
    endReason: 'complete',
    usageSource: 'provider',
    inputTokens: 10,
    cachedInputTokens: 2,
    outputTokens: 5,
    reasoningTokens: 1,
    cacheWriteTokens: 21,
    audioInputTokens: 22,
    imageInputTokens: 23,
    audioOutputTokens: 24,
    imageOutputTokens: 25,
    images: 26,
    characters: 27,
    searches: 28,
    seconds: '29.5',
    currency: 'USD',
    charge: '0.000123456789',
    parts: [
      { unit: 'input_token', quantity: '10', amount: '0.0000123456789', charge: '0.000123456789', kind: 'metered' },
    ],
    cost: '0.0001',
    costCurrency: 'USD',
    attempts: 2,
    startedAt: new Date('2026-11-20T10:00:00.000Z'),
    endedAt: new Date('2026-11-20T10:00:01.500Z'),
    ...fields,
  };
  await fixture.context.db.prisma.usageEvent.create({ data: row as never });
}

async function insertRecord(
  ids: Partial<Scene>,
  requestId: string,
  fields: Record<string, unknown> = {},
  facts: Record<string, unknown> = {},
) {
  const detail = {
    method: 'POST',
    path: '/v1/chat/completions',
    clientRequestId: null,
    traceId: '0'.repeat(32),
    userAgent: null,
    address: null,
    stream: true,
    endReason: 'complete',
    clientGone: null,
    stagesUs: { authenticate: 12, admit: 340 },
    attempts: [
      { targetId: newId(), provider: 'one', upstreamModel: 'm', outcome: '503', status: 503, durationUs: 1500 },
      { targetId: newId(), provider: 'two', upstreamModel: 'm', outcome: 'ok', status: 200, durationUs: 2500 },
    ],
    bytesIn: 1,
    bytesOut: 2,
    firstByteUs: 900,
    overheadUs: 400,
    droppedHints: [],
    ...facts,
  };
  const row = {
    id: requestId,
    ...ids,
    operation: 'chat.completions',
    model: 'asked-model',
    status: 200,
    startedAt: new Date('2026-11-20T10:00:00.000Z'),
    durationUs: 1_600_250,
    detail,
    ...fields,
  };
  await fixture.context.db.prisma.callRecord.create({ data: row as never });
}

test('event and record are one call: exact money, tokens by bucket, attempts and stages', async () => {
  const { context, tenant, application, ids, caller, owner } = await scene();
  const { plan, provider, product } = await makeCatalogue(context);
  const version = await context.db.prisma.planVersion.findFirstOrThrow({ where: { planId: uuid('plan', plan.id) } });
  const requestId = newId();
  const references = {
    planVersionId: version.id,
    providerId: uuid('provider', provider.id),
    productId: uuid('product', product.id),
  };
  await insertEvent(ids, requestId, references);
  await insertRecord(ids, requestId);
  const call = await getCall(context, ADMIN, { requestId: publicId('request', requestId) });
  expect(call).toMatchObject({
    id: publicId('request', requestId),
    tenantId: tenant.id,
    applicationId: application.id,
    credential: { kind: 'key', id: publicId('key', ids.apiKeyId), name: null },
    productId: product.id,
    plan: plan.slug,
    planVersion: 1,
    provider: provider.slug,
    status: 200,
    model: 'asked-model',
    servedModel: 'served-model',
    tokens: {
      input: 10, cachedInput: 2, cacheWrite: 21, audioInput: 22, imageInput: 23, output: 5, reasoning: 1, audioOutput: 24, imageOutput: 25,
    }, // prettier-ignore
    images: 26,
    characters: 27,
    searches: 28,
    seconds: '29.5',
    charge: '0.000123456789',
    currency: 'USD',
    cost: '0.0001',
    usageSource: 'provider',
    endReason: 'complete',
    attemptCount: 2,
    stages: { authenticate: 12, admit: 340 },
    startedAt: '2026-11-20T10:00:00.000Z',
    endedAt: '2026-11-20T10:00:01.600Z',
    durationMs: 1600.25,
  });
  expect(call.parts).toHaveLength(1);
  expect(call.attempts?.map(({ provider: name, outcome, durationMs }) => [name, outcome, durationMs])).toEqual([
    ['one', '503', 1.5],
    ['two', 'ok', 2.5],
  ]);
  const asked = { requestId: publicId('request', requestId) };
  expect(await getCall(context, caller, asked)).toEqual(call);
  expect(await getCall(context, owner, asked)).toEqual({ ...call, cost: null, costCurrency: null });
});

test('why there was each try is everybody’s; what the platform’s own network is called is its alone', async () => {
  const { context, ids, owner } = await scene();
  const requestId = newId();
  const target = { targetId: newId(), provider: 'one', upstreamModel: 'm', durationUs: 1500 };
  const attempts = [
    { ...target, outcome: 'hedged', status: null, pool: 'main', instance: '10.0.0.7:80', credential: 'first' },
    { ...target, outcome: 'ok', status: 200, pool: 'main', reason: 'fallback_model', model: 'another' },
  ];
  const told = { rule: 'canary', cache: 'miss', idempotency: 'first', fallbackAnswer: true };
  await insertRecord(ids, requestId, {}, { attempts, ...told });
  const asked = { requestId: publicId('request', requestId) };
  const seen = await getCall(context, ADMIN, asked);
  expect(seen.handling).toEqual(told);
  expect(seen.attempts).toMatchObject([
    { reason: null, model: null, pool: 'main', instance: '10.0.0.7:80', credential: 'first' },
    { reason: 'fallback_model', model: 'another', pool: 'main', instance: null, credential: null },
  ]);
  const own = await getCall(context, owner, asked);
  expect(own.handling).toEqual({ ...told, rule: null });
  expect(own.attempts).toMatchObject([
    { reason: null, model: null, pool: null, instance: null, credential: null },
    { reason: 'fallback_model', model: 'another', pool: null, instance: null, credential: null },
  ]);
});

test('without a record the money is all there; without an event the rest is', async () => {
  const { context, ids } = await scene();
  const [charged, refused] = [newId(), newId()];
  await insertEvent(ids, charged);
  await insertRecord(ids, refused, { status: 429, errorCode: 'rate_limit_exceeded', detail: { unknown: 'shape' } });
  expect(await getCall(context, ADMIN, { requestId: charged })).toMatchObject({
    charge: '0.000123456789',
    attempts: null,
    stages: null,
    durationMs: 1500,
  });
  expect(await getCall(context, ADMIN, { requestId: refused })).toMatchObject({
    status: 429,
    errorCode: 'rate_limit_exceeded',
    charge: null,
    tokens: null,
    attempts: null,
  });
});

test('a reaped event shows until the true one has come', async () => {
  const { context, ids, owner } = await scene();
  const requestId = newId();
  const reaped = { id: derivedId(requestId, 'reaped'), kind: 'reaped', endReason: 'interrupted', charge: '0.5' };
  await insertEvent(ids, requestId, { ...reaped, requestId });
  const list = async () =>
    (await listCalls(context, owner, {})).items.map(({ charge, endReason }) => [charge, endReason]);
  expect(await getCall(context, owner, { requestId })).toMatchObject({ charge: '0.5', endReason: 'interrupted' });
  expect(await list()).toEqual([['0.5', 'interrupted']]);
  await insertEvent(ids, requestId, {
    id: derivedId(requestId, 'reversal'),
    requestId,
    kind: 'reversal',
    charge: '-0.5',
  });
  await insertEvent(ids, requestId);
  expect(await getCall(context, owner, { requestId })).toMatchObject({
    charge: '0.000123456789',
    endReason: 'complete',
  });
  expect(await list()).toEqual([['0.000123456789', 'complete']]);
});

test('what a caller was answered goes before what was guessed for the process that held its money', async () => {
  const { context, ids, owner } = await scene();
  const requestId = newId();
  // Limits that were not decided in time: the caller was told so, and the hold that was made after all was reaped.
  await insertRecord(ids, requestId, { status: 503, errorCode: 'limits_unavailable' }, { endReason: null });
  await insertEvent(ids, requestId, {
    ...{ id: derivedId(requestId, 'reaped'), requestId, kind: 'reaped', status: 500, endReason: 'interrupted' },
    ...{ usageSource: 'none', charge: '0' },
  });
  const told = { status: 503, errorCode: 'limits_unavailable', endReason: null, charge: '0' };
  expect(await getCall(context, owner, { requestId })).toMatchObject(told);
  for (const filter of [{}, { status: 503 }, { outcome: 'server_error' as const }])
    expect((await listCalls(context, owner, filter)).items).toMatchObject([told]);
  expect((await listCalls(context, owner, { status: 500 })).items).toEqual([]);
});

test('a list has every call once, newest first, whichever lane knows it, page by page', async () => {
  const { context, ids, owner } = await scene();
  const requestIds = Array.from({ length: 9 }, () => newId());
  for (const [index, requestId] of requestIds.entries()) {
    if (index % 3 !== 0) await insertEvent(ids, requestId);
    if (index % 3 !== 1) await insertRecord(ids, requestId);
  }
  const lost = idFloor(Date.now() - 5000).slice(0, -1) + '7';
  await insertEvent(ids, lost, { id: derivedId(lost, 'reaped'), requestId: lost, kind: 'reaped' });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listCalls(context, owner, { limit: 4, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual([...requestIds.toReversed(), lost].map((id) => publicId('request', id)));
});

test('a list is narrowed by time, application, model and status', async () => {
  const { context, tenant, application, ids, owner } = await scene();
  const at = (iso: string, end: string) => idFloor(Date.parse(iso)).slice(0, -1) + end;
  const [early, middle, late] = [
    at('2026-11-20T10:00:00Z', '1'),
    at('2026-11-20T11:00:00Z', '2'),
    at('2026-11-20T12:00:00Z', '3'),
  ];
  await insertEvent(ids, early);
  await insertRecord(ids, middle, { status: 429, model: 'other-model' });
  await insertEvent(ids, late, { id: derivedId(late, 'reaped'), requestId: late, kind: 'reaped' });
  const list = async (input: Parameters<typeof listCalls>[2]) =>
    (await listCalls(context, owner, input)).items.map(({ id }) => uuid('request', id));
  expect(await list({ applicationId: application.id })).toEqual([late, middle, early]);
  expect(await list({ from: '2026-11-20T11:00:00Z' })).toEqual([late, middle]);
  expect(await list({ from: '2026-11-20T11:00:00Z', to: '2026-11-20T12:00:00Z' })).toEqual([middle]);
  expect(await list({ to: String(Date.parse('2026-11-20T11:00:00Z')) })).toEqual([early]);
  expect(await list({ status: 429, tenantId: tenant.id })).toEqual([middle]);
  expect(await list({ model: 'asked-model' })).toEqual([late, early]);
});

test('an application sees its own calls, not its neighbour’s', async () => {
  const { context, tenant, ids, caller } = await scene();
  const neighbour = await makeApplication(context, tenant.id);
  const [own, foreign] = [newId(), newId()];
  await insertEvent(ids, own);
  await insertEvent({ ...ids, applicationId: uuid('application', neighbour.id) }, foreign);
  const shown = async (input: object) =>
    (await listCalls(context, caller, input)).items.map(({ id }) => uuid('request', id));
  expect(await shown({})).toEqual([own]);
  expect(await shown({ applicationId: neighbour.id })).toEqual([]);
  await expectRefusal(getCall(context, caller, { requestId: foreign }), 'not_found');
});

test('a call of nobody shows to the platform alone', async () => {
  const { context, owner, caller } = await scene();
  const requestId = newId();
  await insertRecord({}, requestId, { status: 401, errorCode: 'invalid_api_key' });
  expect(await getCall(context, ADMIN, { requestId })).toMatchObject({ status: 401, tenantId: null });
  for (const actor of [owner, caller]) await expectRefusal(getCall(context, actor, { requestId }), 'not_found');
  await expectRefusal(getCall(context, ADMIN, { requestId: newId() }), 'not_found');
  await expectRefusal(getCall(context, ADMIN, { requestId: 'req_x' }), 'not_found');
});

test('a call says by what it was made, whatever that is', async () => {
  const { context, tenant, ids, owner } = await scene();
  const { prisma } = context.db;
  const { tenantId, applicationId } = ids;
  const of = { tenantId, applicationId, environment: 'live' } as const;
  const client = { ...of, kind: 'public' as const, authMethod: 'none', grantTypes: ['authorization_code'] };
  const [service, app, grant, secret, issuer, gone] = [newId(), newId(), newId(), newId(), newId(), newId()];
  await prisma.oAuthClient.createMany({
    data: [
      { id: service, name: 'Nightly run', ...client },
      { id: app, name: 'Phone diary', ...client },
    ],
  });
  await prisma.oAuthGrant.create({ data: { id: grant, clientId: app, userId: newId(), tenantId, applicationId } });
  await prisma.signingSecret.create({ data: { id: secret, name: 'Till', algorithm: 'ed25519', ...of } });
  await prisma.tokenIssuer.create({
    data: { id: issuer, tenantId, name: 'Staff', issuer: 'https://id.example', audience: newId() },
  });
  const shown = new Map<string, unknown>();
  for (const apiKeyId of [service, grant, secret, issuer, gone]) {
    const requestId = newId();
    await insertEvent({ ...ids, apiKeyId }, requestId);
    const [call] = (await listCalls(context, owner, { tenantId: tenant.id, requestId })).items;
    shown.set(apiKeyId, call?.credential);
    if (apiKeyId === gone) continue;
    const { items } = await listCalls(context, owner, { tenantId: tenant.id, keyId: call?.credential?.id ?? '' });
    expect(items.map(({ id }) => uuid('request', id))).toEqual([requestId]);
  }
  expect(Object.fromEntries(shown)).toEqual({
    [service]: { kind: 'oauth_client', id: publicId('oauthClient', service), name: 'Nightly run' },
    [grant]: { kind: 'oauth_grant', id: publicId('oauthGrant', grant), name: 'Phone diary' },
    [secret]: { kind: 'signing_secret', id: publicId('signingSecret', secret), name: 'Till' },
    [issuer]: { kind: 'token_issuer', id: publicId('tokenIssuer', issuer), name: 'Staff' },
    [gone]: { kind: 'key', id: publicId('key', gone), name: null },
  });
});

test('a list is narrowed by key, environment, outcome, stream, request, end user and charge', async () => {
  const { context, tenant, application, ids, owner } = await scene();
  const key = await createKey(context, ADMIN, { applicationId: application.id, name: 'k', environment: 'test' });
  const [plain, testCall, refused, dear] = [newId(), newId(), newId(), newId()];
  await insertEvent(ids, plain);
  await insertRecord({ ...ids }, plain, { environment: 'live' });
  await insertEvent({ ...ids, apiKeyId: uuid('key', key.id) }, testCall, { environment: 'test', stream: false });
  await insertRecord(ids, refused, { status: 429, environment: 'live' });
  await insertEvent(ids, dear, { status: 502, charge: '3', endUser: 'somebody' });
  const list = async (input: Parameters<typeof listCalls>[2]) =>
    (await listCalls(context, owner, { tenantId: tenant.id, ...input })).items.map(({ id }) => uuid('request', id));
  expect(await list({})).toEqual([dear, refused, testCall, plain]);
  expect(await list({ keyId: key.id })).toEqual([testCall]);
  expect(await list({ environment: 'test' })).toEqual([testCall]);
  expect(await list({ environment: 'live' })).toEqual([dear, refused, plain]);
  expect(await list({ outcome: 'ok' })).toEqual([testCall, plain]);
  expect(await list({ outcome: 'client_error' })).toEqual([refused]);
  expect(await list({ outcome: 'server_error' })).toEqual([dear]);
  expect(await list({ stream: 'false' })).toEqual([testCall]);
  expect(await list({ stream: 'true' })).toEqual([dear, plain]);
  expect(await list({ requestId: publicId('request', refused) })).toEqual([refused]);
  expect(await list({ endUser: 'somebody' })).toEqual([dear]);
  expect(await list({ minCharge: '0.000123456789', maxCharge: '2.9' })).toEqual([testCall, plain]);
  expect(await list({ minCharge: '3' })).toEqual([dear]);
  const [view] = (await listCalls(context, owner, { requestId: testCall })).items;
  expect(view).toMatchObject({ applicationName: application.name, tenantName: tenant.name, cost: null });
  expect(view?.credential).toEqual({ kind: 'key', id: key.id, name: 'k' });
});

test('a member of several tenants sees the calls of all, newest first', async () => {
  const [one, two] = [await scene(), await scene()];
  const [first, second, third] = [newId(), newId(), newId()];
  await insertEvent(one.ids, first);
  await insertRecord(two.ids, second);
  await insertEvent(one.ids, third);
  const both = { ...one.owner, memberships: [...one.owner.memberships, ...two.owner.memberships] };
  const page = await listCalls(one.context, both, { limit: 2 });
  expect(page.items.map(({ id }) => uuid('request', id))).toEqual([third, second]);
  const rest = await listCalls(one.context, both, { limit: 2, cursor: page.nextCursor ?? '' });
  expect(rest.items.map(({ id }) => uuid('request', id))).toEqual([first]);
});

test('an export has every call of the range once, and no cost but for the platform', async () => {
  const { context, tenant, ids, owner } = await scene();
  const count = 501;
  for (let index = 0; index < count; index++) await insertRecord(ids, newId(), { detail: {} });
  await insertEvent(ids, newId(), { endUser: '=HYPERLINK("http://x.example")', model: 'm,"quoted"' });
  const range = { tenantId: tenant.id, from: String(Date.now() - 3_600_000), to: String(Date.now() + 60_000) };
  const csv = async (actor: Parameters<typeof exportCalls>[1]) => {
    let text = '';
    for await (const piece of callsCsv(await exportCalls(context, actor, range), { withCost: actor === ADMIN })) {
      text += piece;
    }
    return text.trimEnd().split('\r\n');
  };
  const lines = await csv(owner);
  expect(lines).toHaveLength(count + 2);
  expect(new Set(lines.map((line) => line.slice(0, 36))).size).toBe(count + 2);
  expect(lines[0]).toMatch(/^request_id,started_at,tenant,.*,charge,currency,duration_ms$/);
  expect(lines[1]).toContain(`"'=HYPERLINK(""http://x.example"")"`);
  expect(lines[1]).toContain('"m,""quoted"""');
  expect(lines[1]).toContain(',0.000123456789,USD,');
  const platform = await csv(ADMIN);
  expect(platform[0]).toMatch(/,provider,cost,cost_currency$/);
  expect(platform[1]).toMatch(/,0.0001,USD$/);
});

test('an export of too much, or of nothing, is refused before it begins', async () => {
  const { context, owner } = await scene();
  const refused = (from: string, to: string) =>
    expectRefusal(exportCalls(context, owner, { from, to }), 'validation_failed');
  await refused('2026-11-01', '2026-12-03');
  await refused('2026-11-02', '2026-11-01');
});
