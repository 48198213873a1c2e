import { expect, test } from 'vitest';
import { modelOf, targetOf } from '../test/ticket.fixture.js';
import type { CatalogueCost } from './catalogue.js';
import { upstreamCosts } from './upstream-costs.js';

const cost = (input: string, output: string, more: Partial<CatalogueCost> = {}): CatalogueCost => ({
  effectiveFromMs: 0,
  currency: 'USD',
  prices: { input_token: input, output_token: output },
  ...more,
});

test('a target’s own cost, else the model’s, else nobody knows', () => {
  const own = targetOf({ costs: [cost('0.000001', '0.000002')] });
  const asModel = targetOf();
  const model = modelOf({ targets: [own, asModel], costs: [cost('0.000002', '0.000004')] });
  expect(upstreamCosts.costOf(model, own, 1)).toBeCloseTo(0.0016, 12);
  expect(upstreamCosts.costOf(model, asModel, 1)).toBeCloseTo(0.0032, 12);
  expect(upstreamCosts.costOf(modelOf({ targets: [asModel] }), asModel, 1)).toBeNull();
});

test('another currency can’t be compared', () => {
  const target = targetOf({ costs: [cost('0.000001', '0', { currency: 'EUR' })] });
  expect(upstreamCosts.costOf(modelOf({ targets: [target], costs: [cost('1', '1')] }), target, 1)).toBeNull();
  expect(upstreamCosts.costOf(modelOf({ targets: [target] }), target, 1)).toBeCloseTo(0.001, 12);
});

test('the next date, of whosever cost', () => {
  const later = cost('1', '1', { effectiveFromMs: 500 });
  const target = targetOf({ costs: [cost('1', '1', { effectiveFromMs: 300 }), cost('1', '1')] });
  const model = modelOf({ targets: [target], costs: [later, cost('1', '1')] });
  expect([0, 299, 300, 499, 500].map((at) => upstreamCosts.changesAtMs(model, at))).toEqual([
    300,
    300,
    500,
    500,
    Infinity,
  ]);
});
