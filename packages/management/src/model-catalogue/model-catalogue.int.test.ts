import {
  type CatalogueEntry,
  CatalogueFileSchema,
  UpdateCatalogueEntrySchema,
} from '@turnpike/contracts/management/model-catalogue';
import { CreateModelSchema } from '@turnpike/contracts/management/models';
import { CreateProviderSchema } from '@turnpike/contracts/management/providers';
import { SHIPPED_CATALOGUE } from '@turnpike/providers/model-catalogue/shipped-catalogue';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, makeTenant, member, uuid, type Fixture } from '../../test/fixture.js';
import { createModel } from '../models/create-model.use-case.js';
import { createProvider } from '../providers/create-provider.use-case.js';
import { applyCatalogueImport } from './apply-catalogue-import.use-case.js';
import { draftModel } from './draft-model.use-case.js';
import { exportCatalogue } from './export-catalogue.use-case.js';
import { getCatalogueEntry } from './get-catalogue-entry.use-case.js';
import { listCatalogueEntries } from './list-catalogue-entries.use-case.js';
import { listCatalogueVersions } from './list-catalogue-versions.use-case.js';
import { previewCatalogueImport } from './preview-catalogue-import.use-case.js';
import { restoreCatalogueEntry } from './restore-catalogue-entry.use-case.js';
import { updateCatalogueEntry } from './update-catalogue-entry.use-case.js';

const fixture: Fixture = await createFixture();
const { context } = fixture;
afterAll(() => fixture.close());
beforeEach(async () => {
  await context.db.prisma.modelCatalogueOverride.deleteMany();
  await context.db.prisma.modelCatalogueVersion.deleteMany();
});

const SHIPPED = SHIPPED_CATALOGUE.version;
const MINI = 'openai~gpt-4o-mini';
const changes = (input: unknown) => UpdateCatalogueEntrySchema.parse(input);
const fileOf = (entries: unknown[], version = 'f1') => CatalogueFileSchema.parse({ version, entries });
const own = (model: string, more: Partial<CatalogueEntry> = {}) => ({
  vendor: 'acme', model, name: model, contextTokens: null, maxOutputTokens: null, inputModalities: ['text'], outputModalities: ['text'],
  capabilities: ['streaming'], prices: { output_token: '0.0000020', input_token: '0.000001' }, currency: 'usd', asOf: '2026-01-02', source: 'https://acme.example/prices', ...more,
}); // prettier-ignore

async function importFile(file: ReturnType<typeof fileOf>) {
  const { digest } = await previewCatalogueImport(context, ADMIN, { file });
  return applyCatalogueImport(context, ADMIN, { file, digest });
}

test('entries are listed by page, and found by search, vendor and capability', async () => {
  const first = await listCatalogueEntries(context, ADMIN, { vendor: 'openai', limit: 3 });
  const second = await listCatalogueEntries(context, ADMIN, {
    vendor: 'openai',
    limit: 200,
    cursor: first.nextCursor as string,
  });
  const all = SHIPPED_CATALOGUE.entries.filter(({ vendor }) => vendor === 'openai');
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, all.length - 3, null]);
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(all.length);
  const reranks = await listCatalogueEntries(context, ADMIN, { capability: 'rerank', vendor: 'cohere', q: 'V3' });
  expect(reranks.items).toMatchObject([{ id: 'cohere~rerank-v3.5', vendorName: 'Cohere', origin: 'shipped' }]);
  const rankers = await listCatalogueEntries(context, ADMIN, { capability: 'rerank', q: 'COHERE' });
  expect(new Set(rankers.items.map(({ vendor }) => vendor))).toEqual(new Set(['cohere']));
  await expectRefusal(listCatalogueEntries(context, ADMIN, { cursor: 'bm9uZQ' }), 'validation_failed');
});

test('an edit lies over the shipped entry, is kept as a version, and can be undone', async () => {
  const prices = { input_token: '0.0000002', output_token: '0.00000080' };
  const edited = await updateCatalogueEntry(context, ADMIN, {
    entry: MINI,
    changes: changes({ name: 'Mini', prices }),
  });
  expect(edited).toMatchObject({ name: 'Mini', origin: 'edited', contextTokens: 128_000 });
  expect(edited.prices).toEqual({ input_token: '0.0000002', output_token: '0.0000008' });
  expect(await getCatalogueEntry(context, ADMIN, { entry: MINI })).toEqual(edited);
  await updateCatalogueEntry(context, ADMIN, { entry: MINI, changes: changes({ name: 'Mini' }) });
  const restored = await restoreCatalogueEntry(context, ADMIN, { entry: MINI });
  expect(restored).toMatchObject({ name: 'GPT-4o mini', origin: 'shipped' });
  expect(await context.db.prisma.modelCatalogueOverride.count()).toBe(0);
  const { items } = await listCatalogueVersions(context, ADMIN, {});
  expect(items).toMatchObject([
    { version: `${SHIPPED}+2`, kind: 'restore', label: MINI, changed: 1 },
    { version: `${SHIPPED}+1`, kind: 'edit', label: MINI, added: 0, changed: 1, removed: 0 },
  ]);
  const audit = await context.db.prisma.auditEntry.findFirst({ where: { action: 'model_catalogue.edit' } });
  expect(audit?.detail).toMatchObject({
    version: `${SHIPPED}+1`,
    fields: expect.arrayContaining([
      { field: 'prices.input_token', before: '0.00000015', after: '0.0000002' },
      { field: 'prices.cached_input_token', before: '0.000000075', after: null },
    ]),
  });
});

test('an import does what its preview said, within the vendors of its file', async () => {
  const file = fileOf([own('one'), own('two')]);
  const preview = await previewCatalogueImport(context, ADMIN, { file });
  expect(preview).toMatchObject({
    fileVersion: 'f1',
    baseVersion: SHIPPED,
    vendors: ['acme'],
    changed: [],
    removed: [],
  });
  expect(preview.added.map(({ id }) => id)).toEqual(['acme~one', 'acme~two']);
  const version = await applyCatalogueImport(context, ADMIN, { file, digest: preview.digest });
  expect(version).toMatchObject({ version: `${SHIPPED}+1`, kind: 'import', label: 'f1', added: 2 });
  expect(await getCatalogueEntry(context, ADMIN, { entry: 'acme~one' })).toMatchObject({
    origin: 'added',
    currency: 'USD',
    prices: { input_token: '0.000001', output_token: '0.000002' },
  });

  const next = fileOf([own('one', { prices: null }), own('three')], 'f2');
  const second = await previewCatalogueImport(context, ADMIN, { file: next });
  expect([second.added, second.removed].map((list) => list.map(({ id }) => id))).toEqual([
    ['acme~three'],
    ['acme~two'],
  ]);
  expect(second.changed).toMatchObject([
    {
      id: 'acme~one',
      fields: [
        { field: 'prices.input_token', before: '0.000001', after: null },
        { field: 'prices.output_token', before: '0.000002', after: null },
      ],
    },
  ]);
  await importFile(next);
  const { items } = await listCatalogueEntries(context, ADMIN, { vendor: 'acme' });
  expect(items.map(({ model }) => model)).toEqual(['one', 'three']);
  await expectRefusal(importFile(next), 'invalid_state');
});

test('a file that leaves shipped entries out takes them out, and they can come back', async () => {
  const { entries } = await exportCatalogue(context, ADMIN);
  const kept = entries.filter(({ vendor }) => vendor === 'cerebras').slice(1);
  await importFile(fileOf(kept));
  const offered = await listCatalogueEntries(context, ADMIN, { vendor: 'cerebras' });
  const gone = await listCatalogueEntries(context, ADMIN, { vendor: 'cerebras', origin: 'removed' });
  expect([offered.items.length, gone.items.length]).toEqual([kept.length, 1]);
  const [{ id } = { id: '' }] = gone.items;
  expect(await restoreCatalogueEntry(context, ADMIN, { entry: id })).toMatchObject({ origin: 'shipped' });
  expect((await exportCatalogue(context, ADMIN)).entries).toEqual(entries);
});

test('the largest file there may be is taken at once', async () => {
  const many = Array.from({ length: 1000 }, (_, index) => own(`m${index}`));
  expect(await importFile(fileOf(many))).toMatchObject({ added: 1000 });
  expect(await importFile(fileOf([own('m0')]))).toMatchObject({ added: 0, removed: 999 });
});

test('what is exported changes nothing when it is imported', async () => {
  await updateCatalogueEntry(context, ADMIN, { entry: MINI, changes: changes({ note: 'Ours' }) });
  const file = CatalogueFileSchema.parse(JSON.parse(JSON.stringify(await exportCatalogue(context, ADMIN))));
  const preview = await previewCatalogueImport(context, ADMIN, { file });
  expect(preview).toMatchObject({ added: [], changed: [], removed: [], unchanged: SHIPPED_CATALOGUE.entries.length });
});

test('a preview of another catalogue or of another file is refused', async () => {
  const file = fileOf([own('one')]);
  const { digest } = await previewCatalogueImport(context, ADMIN, { file });
  await updateCatalogueEntry(context, ADMIN, { entry: MINI, changes: changes({ name: 'Mini' }) });
  await expectRefusal(applyCatalogueImport(context, ADMIN, { file, digest }), 'conflict');
  const { digest: fresh } = await previewCatalogueImport(context, ADMIN, { file });
  const other = fileOf([own('other')]);
  await expectRefusal(applyCatalogueImport(context, ADMIN, { file: other, digest: fresh }), 'conflict');
});

test('of two that apply at once, one is refused and no number is given twice', async () => {
  const files = [fileOf([own('one')]), fileOf([own('two')], 'f2')];
  const previews = await Promise.all(files.map((file) => previewCatalogueImport(context, ADMIN, { file })));
  const outcomes = await Promise.allSettled(
    files.map((file, index) =>
      applyCatalogueImport(context, ADMIN, { file, digest: previews[index]?.digest as string }),
    ),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await listCatalogueVersions(context, ADMIN, {})).items.map(({ number }) => number)).toEqual([1]);
});

test.each([
  ['a vendor twice', [own('one'), own('one')], /twice/],
  ['no prices at all', [own('one', { prices: {} })], /null where no price/],
  ['a price as a number', [own('one', { prices: { input_token: 1 } as never })], /decimal string/],
  ['an unknown unit', [own('one', { prices: { tokens: '1' } as never })], /tokens/],
  ['a source without TLS', [own('one', { source: 'http://acme.example' })], /source|URL/],
  ['a name that no address can carry', [own('a~b')], /letters, digits/],
])('a file with %s is refused', (_, entries, message) => {
  const { error } = CatalogueFileSchema.safeParse({ version: 'f', entries });
  expect(JSON.stringify(error?.issues)).toMatch(message);
});

test('a draft is a model as it may be sent, at the account of its vendor', async () => {
  const without = await draftModel(context, ADMIN, { entry: MINI });
  expect(without.model.targets).toEqual([]);
  const openai = await createProvider(
    context,
    ADMIN,
    CreateProviderSchema.parse({ slug: 'my-account', baseUrl: 'https://api.openai.com/v1' }),
  );
  const { model, entry, version } = await draftModel(context, ADMIN, { entry: MINI });
  expect([version, entry.asOf]).toEqual([SHIPPED, '2025-07-04']);
  const created = await createModel(context, ADMIN, CreateModelSchema.parse(model));
  expect(created).toMatchObject({
    name: 'gpt-4o-mini',
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    operations: ['chat.completions'],
    targets: [{ providerId: openai.id, upstreamModel: 'gpt-4o-mini' }],
  });
  expect(created.cost.map(({ unit, amount, currency }) => [unit, amount, currency])).toEqual([
    ['input_token', '0.00000015', 'USD'],
    ['cached_input_token', '0.000000075', 'USD'],
    ['output_token', '0.0000006', 'USD'],
  ]);
  const nested = await draftModel(context, ADMIN, { entry: 'groq~openai~gpt-oss-20b' });
  expect(nested.model).toMatchObject({ name: 'gpt-oss-20b', cost: { prices: [] } });
});

test('it is the platform’s: others neither see nor change it, and what is not there is not found', async () => {
  const { id } = await makeTenant(context);
  const actor = member(uuid('tenant', id));
  const file = fileOf([own('one')]);
  const asked = [
    listCatalogueEntries(context, actor, {}),
    getCatalogueEntry(context, actor, { entry: MINI }),
    draftModel(context, actor, { entry: MINI }),
    exportCatalogue(context, actor),
    listCatalogueVersions(context, actor, {}),
    previewCatalogueImport(context, actor, { file }),
    applyCatalogueImport(context, actor, { file, digest: '0'.repeat(64) }),
    updateCatalogueEntry(context, actor, { entry: MINI, changes: {} }),
    restoreCatalogueEntry(context, actor, { entry: MINI }),
  ];
  for (const work of asked) await expectRefusal(work, 'forbidden');
  await expectRefusal(getCatalogueEntry(context, ADMIN, { entry: 'openai~nothing' }), 'not_found');
  await expectRefusal(updateCatalogueEntry(context, ADMIN, { entry: 'x', changes: {} }), 'not_found');
});

test('an entry that was never shipped has nothing to be restored to', async () => {
  await importFile(fileOf([own('one')]));
  await expectRefusal(restoreCatalogueEntry(context, ADMIN, { entry: 'acme~one' }), 'invalid_state');
});
