import type { Prisma } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, uuid, type Fixture } from '../../test/fixture.js';
import { subscriptionScene } from '../../test/subscription-scene.js';
import { listShowcaseCalls } from './list-showcase-calls.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

async function scene(showcase: boolean) {
  const { context } = fixture;
  const { tenant, application, plans } = await subscriptionScene(fixture);
  const tenantId = uuid('tenant', tenant.id);
  const applicationId = uuid('application', application.id);
  await context.db.prisma.tenant.update({ where: { id: tenantId }, data: { showcase } });
  const planId = uuid('plan', plans[0].id);
  const version = await context.db.prisma.planVersion.findFirstOrThrow({ where: { planId } });
  const price = (unit: string, amount: string) =>
    context.db.prisma.price.create({ data: { id: newId(), planVersionId: version.id, unit, amount } });
  await price('input_token', '0.000002');
  await price('output_token', '0.000004');
  const call = async (model: string, fields: Partial<Prisma.UsageEventUncheckedCreateInput> = {}) => {
    const id = newId();
    const startedAt = new Date(Date.now() - 60_000);
    await context.db.prisma.usageEvent.create({
      data: {
        id, requestId: id, kind: 'usage', tenantId, applicationId, apiKeyId: newId(), planVersionId: version.id,
        environment: 'test', operation: 'chat.completions', model, stream: false, status: 200, endReason: 'complete',
        usageSource: 'provider', inputTokens: 10, cachedInputTokens: 5, outputTokens: 3, currency: 'USD', charge: '0',
        parts: [], attempts: 1, startedAt, endedAt: new Date(startedAt.getTime() + 42), ...fields,
      },
    }); // prettier-ignore
    return id;
  };
  const measure = (overheadUs: number | null) =>
    context.db.prisma.callRecord.create({
      data: {
        id: newId(), tenantId, applicationId, operation: 'chat.completions', model: 'm', status: 200,
        startedAt: new Date(), durationUs: 5000n, detail: { overheadUs },
      },
    }); // prettier-ignore
  return { call, measure };
}

test('shows answered test calls of those who agreed, newest first, with what they would have cost', async () => {
  expect(await listShowcaseCalls(fixture.context)).toEqual({ calls: [], overheadMsMedian: null, measured: 0 });
  const shown = await scene(true);
  const hidden = await scene(false);
  await hidden.call('not-ours');
  await hidden.measure(9_000_000);
  await shown.call('first');
  await shown.call('live', { environment: 'live' });
  await shown.call('failed', { status: 502, endReason: 'upstream_error' });
  await shown.call('cut', { endReason: 'client_gone' });
  await shown.call('priceless', { planVersionId: null });
  for (const overhead of [1000, 3000, null, 2000]) await shown.measure(overhead);

  const { calls, overheadMsMedian, measured } = await listShowcaseCalls(fixture.context);
  expect(calls.map(({ model, charge }) => [model, charge])).toEqual([
    ['priceless', null],
    // One request at 1, fifteen input tokens (cached ones priced alike), three output tokens.
    ['first', '1.000042'],
  ]);
  expect(calls[1]).toEqual({
    model: 'first',
    inputTokens: 15,
    outputTokens: 3,
    charge: '1.000042',
    currency: 'USD',
    durationMs: 42,
    at: calls[1]?.at,
  });
  expect([overheadMsMedian, measured]).toEqual([2, 3]);
});

test('shows eight at most', async () => {
  const { call } = await scene(true);
  for (let index = 0; index < 9; index++) await call(`model-${index}`);
  const { calls } = await listShowcaseCalls(fixture.context);
  expect(calls.map(({ model }) => model)).toEqual([8, 7, 6, 5, 4, 3, 2, 1].map((index) => `model-${index}`));
});
