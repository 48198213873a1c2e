import type { CatalogueRows, TargetRow } from '@turnpike/management/snapshot/load-catalogue';
import { expect, it } from 'vitest';
import { compileCatalogue } from './compile-catalogue.js';

const target = (slug: string, servesTestKeys: boolean): TargetRow => ({
  id: `target-${slug}`,
  upstreamModel: `${slug}-model`,
  weight: 1,
  region: null,
  retentionDays: null,
  provider: {
    id: slug,
    slug,
    kind: 'openai-compatible',
    baseUrl: `http://${slug}`,
    credentials: [],
    servesTestKeys,
    discovery: null,
    healthCheck: null,
  },
});

const rows = (...models: [name: string, targets: TargetRow[]][]): CatalogueRows => ({
  models: models.map(([name, targets]) => ({
    id: name,
    name,
    createdAtMs: 0,
    maxOutputTokens: null,
    routing: null,
    capacity: null,
    targets,
    costs: [],
  })),
  products: [],
  plans: [],
});

const places = (catalogue: ReturnType<typeof compileCatalogue>, name: string) => {
  const model = catalogue.models.get(name);
  const say = ({ providerSlug, upstreamModel }: { providerSlug: string; upstreamModel: string }) =>
    `${providerSlug}/${upstreamModel}`;
  return { live: model?.targets.map(say), test: model?.testTargets.map(say) };
};

it('test keys go to the provider that serves them, by what it is and not by its name', () => {
  const vendor = target('vendor', false);
  const practice = target('practice', true);
  const namedSandbox = target('sandbox', false);
  const catalogue = compileCatalogue(rows(['own', [vendor, practice]], ['other', [namedSandbox]]), () => []);
  expect(places(catalogue, 'own')).toEqual({
    live: ['vendor/vendor-model', 'practice/practice-model'],
    test: ['practice/practice-model'],
  });
  // A model without a place there is asked for under its own name.
  expect(places(catalogue, 'other')).toEqual({ live: ['sandbox/sandbox-model'], test: ['practice/other'] });
});

it('of several the one that came first stands in for the others', () => {
  const [first, later] = [target('a-first', true), target('b-later', true)];
  for (const models of [
    [
      ['x', [later]],
      ['y', [first]],
    ],
    [
      ['y', [first]],
      ['x', [later]],
    ],
  ] as Parameters<typeof rows>[]) {
    const catalogue = compileCatalogue(rows(...models, ['other', [target('vendor', false)]]), () => []);
    expect(places(catalogue, 'other').test).toEqual(['a-first/other']);
  }
});

it('without such a provider test keys reach nothing', () => {
  const catalogue = compileCatalogue(rows(['own', [target('vendor', false)]]), () => []);
  expect(places(catalogue, 'own')).toEqual({ live: ['vendor/vendor-model'], test: [] });
});

it('a provider with several credentials has them all; one with none to use is left out, and it alone', () => {
  const sealed = (name: string) => ({ id: name, name, ciphertext: Buffer.of(1), keyId: 'k', isActive: true });
  const withCredentials = (slug: string, ...names: string[]): TargetRow => {
    const row = target(slug, false);
    return { ...row, provider: { ...row.provider, credentials: names.map(sealed) } };
  };
  const opened: string[] = [];
  const catalogue = compileCatalogue(
    rows(
      ['one', [withCredentials('several', 'a', 'lost', 'b'), withCredentials('none', 'lost'), target('open', false)]],
      ['two', [withCredentials('several', 'a', 'lost', 'b')]],
    ),
    (provider) => {
      opened.push(provider.slug);
      return provider.credentials.flatMap(({ id, name }) =>
        name === 'lost' ? [] : [{ id, name, secret: `s-${name}` }],
      );
    },
  );
  const [several, open] = catalogue.models.get('one')?.targets ?? [];
  expect(several).toMatchObject({ providerSlug: 'several', credential: 's-a', credentialName: 'a' });
  expect(several?.credentials.map(({ secret }) => secret)).toEqual(['s-a', 's-b']);
  expect(open).toMatchObject({ providerSlug: 'open', credential: '', credentialName: null, credentials: [] });
  expect(catalogue.models.get('one')?.targets).toHaveLength(2);
  expect(catalogue.models.get('two')?.targets[0]?.credentials).toBe(several?.credentials);
  expect(opened).toEqual(['several', 'none', 'open']);
});
