import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  createFixture,
  expectRefusal,
  makeCatalogue,
  makeTenant,
  member,
  uniqueName,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { listShadowComparisons } from './list-shadow-comparisons.use-case.js';
import { summariseShadows } from './summarise-shadows.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

interface Facts {
  id?: string;
  model: string;
  shadowTargetId?: string;
  shadowStatus?: number | null;
  shadowDurationMs?: number | null;
  durationMs?: number;
  similarity?: number | null;
  sameFinish?: boolean | null;
  error?: string | null;
}

async function compare(facts: Facts): Promise<string> {
  const data = {
    id: newId(),
    requestId: newId(),
    targetId: newId(),
    shadowTargetId: newId(),
    status: 200,
    shadowStatus: 200,
    firstByteMs: null,
    shadowFirstByteMs: null,
    durationMs: 100,
    shadowDurationMs: 200,
    outputTokens: 10,
    shadowOutputTokens: 12,
    similarity: 0.5,
    sameFinish: true,
    error: null,
    startedAt: new Date('2026-11-01T00:00:00Z'),
    ...facts,
  };
  await fixture.context.db.prisma.shadowComparison.create({ data });
  return data.id;
}

test('comparisons are listed newest first, a page at a time, of one model or of all, with their providers', async () => {
  const { context } = fixture;
  const { model, provider } = await makeCatalogue(context);
  const shadowTargetId = uuid('target', model.targets[0]?.id as string);
  const ids = [];
  for (let count = 0; count < 3; count += 1) ids.unshift(await compare({ model: model.name, shadowTargetId }));
  await compare({ model: uniqueName('other') });
  const first = await listShadowComparisons(context, ADMIN, { model: model.name, limit: 2 });
  const second = await listShadowComparisons(context, ADMIN, {
    model: model.name,
    limit: 2,
    cursor: first.nextCursor as string,
  });
  const shown = [...first.items, ...second.items];
  expect(shown.map(({ id }) => id)).toEqual(ids.map((id) => publicId('shadowComparison', id)));
  expect(second.nextCursor).toBeNull();
  expect(shown[0]).toMatchObject({
    model: model.name,
    shadowTargetId: model.targets[0]?.id,
    shadowProvider: provider.slug,
    provider: '',
    similarity: 0.5,
    startedAt: '2026-11-01T00:00:00.000Z',
  });
  const all = await listShadowComparisons(context, ADMIN, {});
  expect(all.items.length).toBeGreaterThan(3);
});

test('a week is summed up by model and shadow; times are of shadows that answered', async () => {
  const { context } = fixture;
  const { model, provider } = await makeCatalogue(context);
  const shadowTargetId = uuid('target', model.targets[0]?.id as string);
  const facts = { model: model.name, shadowTargetId };
  await compare({ ...facts, durationMs: 100, shadowDurationMs: 300, similarity: 1 });
  await compare({ ...facts, durationMs: 200, shadowDurationMs: 500, similarity: 0.5, sameFinish: false });
  await compare({
    ...facts,
    durationMs: 9_000,
    shadowStatus: 503,
    shadowDurationMs: 1,
    similarity: null,
    sameFinish: null,
    error: 'upstream_error',
  });
  const lastWeek = new Date(Date.now() - 8 * 86_400_000).getTime().toString(16).padStart(12, '0');
  await compare({ ...facts, id: `${lastWeek.slice(0, 8)}-${lastWeek.slice(8)}${newId().slice(13)}` });
  expect(await summariseShadows(context, ADMIN, { model: model.name })).toEqual([
    {
      model: model.name,
      shadowTargetId: model.targets[0]?.id,
      shadowProvider: provider.slug,
      shadowUpstreamModel: 'upstream',
      count: 3,
      failed: 1,
      sameStatusPercent: 66.7,
      sameFinishPercent: 50,
      durationMs: { p50: 150, p95: 195 },
      shadowDurationMs: { p50: 400, p95: 490 },
      similarity: 0.75,
      outputTokens: 30,
      shadowOutputTokens: 36,
    },
  ]);
  const models = (await summariseShadows(context, ADMIN, {})).map(({ model: name }) => name);
  expect(models).toContain(model.name);
  expect(await summariseShadows(context, ADMIN, { model: uniqueName('none') })).toEqual([]);
});

test('members may see neither', async () => {
  const { context } = fixture;
  const actor = member((await makeTenant(context)).id);
  await expectRefusal(listShadowComparisons(context, actor, {}), 'forbidden');
  await expectRefusal(summariseShadows(context, actor, {}), 'forbidden');
});
