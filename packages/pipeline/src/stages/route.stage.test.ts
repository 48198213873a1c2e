import { Breaker } from '@turnpike/egress/breaker';
import { expect, test } from 'vitest';
import type { Admitted } from '../tickets.js';
import { callerOf, codeOf, modelOf, targetOf, understoodOf } from '../../test/ticket.fixture.js';
import { route } from './route.stage.js';

const closed = () => new Breaker();
const ticketOf = (given: Parameters<typeof understoodOf>[0]) => understoodOf(given) as Admitted;

function opened(): Breaker {
  const breaker = new Breaker({ minimumCalls: 1 });
  breaker.record(breaker.tryEnter(), 'failure');
  return breaker;
}

test('no target for this environment', () => {
  const model = modelOf({ targets: [targetOf()] });
  const asTest = ticketOf({ model, caller: callerOf({ environment: 'test' }) });
  expect(route({ breakerOf: closed }, asTest)).toMatchObject({ code: 'no_target', retryAfterSeconds: 5 });
  expect(codeOf(route({ breakerOf: closed }, ticketOf({ model })))).toMatchObject({ targets: model.targets });
});

test('every target once, by weight', () => {
  const heavy = targetOf({ weight: 1_000_000_000 });
  const light = Array.from({ length: 4 }, () => targetOf({ weight: 1 }));
  const routed = route({ breakerOf: closed }, ticketOf({ model: modelOf({ targets: [...light, heavy] }) }));
  if (!('targets' in routed)) throw routed;
  expect(routed.targets[0]).toBe(heavy);
  expect(new Set(routed.targets)).toEqual(new Set([heavy, ...light]));
});

test('those left alone come last', () => {
  const [broken, sound] = [targetOf({ weight: 1_000_000_000 }), targetOf({ weight: 1 })];
  const breakers = new Map([[broken.id, opened()]]);
  const breakerOf = (id: string) => breakers.get(id) ?? new Breaker();
  const routed = route({ breakerOf }, ticketOf({ model: modelOf({ targets: [broken, sound] }) }));
  expect(routed).toMatchObject({ targets: [{ id: sound.id }, { id: broken.id }] });
});

test('what the policy excludes is never tried, and a refusal names the policy', () => {
  const [near, far] = [
    targetOf({ region: 'eu-west-1', retentionDays: 0 }),
    targetOf({ region: 'us', retentionDays: 0 }),
  ];
  const model = modelOf({ name: 'chat', targets: [far, near], testTargets: [far] });
  const residency = { regions: ['eu'], maxRetentionDays: 0 };
  const routed = route({ breakerOf: closed }, ticketOf({ model, caller: callerOf({ residency }) }));
  expect(routed).toMatchObject({ targets: [near] });
  const asTest = ticketOf({ model, caller: callerOf({ residency, environment: 'test' }) });
  const refusal = route({ breakerOf: closed }, asTest);
  expect(refusal).toMatchObject({ code: 'residency_not_satisfied', status: 403, param: 'model' });
  expect(refusal).toMatchObject({ message: expect.stringContaining('(region eu, nothing kept)') as string });
});

test('a model that nobody serves is no matter of residency', () => {
  const residency = { regions: ['eu'], maxRetentionDays: null };
  const ticket = ticketOf({ model: modelOf(), caller: callerOf({ residency }) });
  expect(codeOf(route({ breakerOf: closed }, ticket))).toBe('no_target');
});

test('weights of nothing still route', () => {
  const targets = [targetOf({ weight: 0 }), targetOf({ weight: 0 })];
  expect(route({ breakerOf: closed }, ticketOf({ model: modelOf({ targets }) }))).toMatchObject({
    targets: { length: 2 },
  });
});
