import type { CatalogueRows, TargetRow } from '@turnpike/management/snapshot/load-catalogue';
import { expect, it } from 'vitest';
import { compileCatalogue } from './compile-catalogue.js';

const target = (slug: string, servesTestKeys: boolean): TargetRow => ({
  id: `target-${slug}`,
  upstreamModel: `${slug}-model`,
  weight: 1,
  provider: { id: slug, slug, kind: 'openai-compatible', baseUrl: `http://${slug}`, credential: null, servesTestKeys },
});

const rows = (...models: [name: string, targets: TargetRow[]][]): CatalogueRows => ({
  models: models.map(([name, targets]) => ({
    id: name,
    name,
    createdAtMs: 0,
    maxOutputTokens: null,
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
  const catalogue = compileCatalogue(rows(['own', [vendor, practice]], ['other', [namedSandbox]]), () => '');
  expect(places(catalogue, 'own')).toEqual({
    live: ['vendor/vendor-model', 'practice/practice-model'],
    test: ['practice/practice-model'],
  });
  // A model without a place there is asked for under its own name.
  expect(places(catalogue, 'other')).toEqual({ live: ['sandbox/sandbox-model'], test: ['practice/other'] });
});

it('without such a provider test keys reach nothing', () => {
  const catalogue = compileCatalogue(rows(['own', [target('vendor', false)]]), () => '');
  expect(places(catalogue, 'own')).toEqual({ live: ['vendor/vendor-model'], test: [] });
});
