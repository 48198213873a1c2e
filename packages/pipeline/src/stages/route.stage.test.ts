import { Places } from '@turnpike/routing/places';
import { RouteTable } from '@turnpike/routing/route-table';
import { expect, test } from 'vitest';
import type { CatalogueTarget } from '../catalogue.js';
import type { Admitted, Routed } from '../tickets.js';
import { callerOf, codeOf, modelOf, targetOf, understoodOf } from '../../test/ticket.fixture.js';
import { route } from './route.stage.js';

const services = { router: new RouteTable<CatalogueTarget>({ places: new Places() }) };
const ticketOf = (given: Parameters<typeof understoodOf>[0]) => understoodOf(given) as Admitted;

function placesOf(routed: unknown): CatalogueTarget[] {
  const { plan } = routed as Routed;
  const places: CatalogueTarget[] = [];
  for (let choice = plan.next(); choice !== null; choice = plan.next()) places.push(choice.target);
  return places;
}

test('no target for this environment', () => {
  const model = modelOf({ targets: [targetOf()] });
  const asTest = ticketOf({ model, caller: callerOf({ environment: 'test' }) });
  expect(route(services, asTest)).toMatchObject({ code: 'no_target', retryAfterSeconds: 5 });
  expect(placesOf(route(services, ticketOf({ model })))).toEqual(model.targets);
});

test('every target once, those of no weight too', () => {
  const targets = [1_000_000, 1, 1, 0, 0].map((weight) => targetOf({ weight }));
  const places = placesOf(route(services, ticketOf({ model: modelOf({ targets }) })));
  expect(places).toHaveLength(targets.length);
  expect(new Set(places)).toEqual(new Set(targets));
});

test('what the policy excludes is never tried, and a refusal names the policy', () => {
  const [near, far] = [
    targetOf({ region: 'eu-west-1', retentionDays: 0 }),
    targetOf({ region: 'us', retentionDays: 0 }),
  ];
  const model = modelOf({ name: 'chat', targets: [far, near], testTargets: [far] });
  const residency = { regions: ['eu'], maxRetentionDays: 0 };
  expect(placesOf(route(services, ticketOf({ model, caller: callerOf({ residency }) })))).toEqual([near]);
  const asTest = ticketOf({ model, caller: callerOf({ residency, environment: 'test' }) });
  const refusal = route(services, asTest);
  expect(refusal).toMatchObject({ code: 'residency_not_satisfied', status: 403, param: 'model' });
  expect(refusal).toMatchObject({ message: expect.stringContaining('(region eu, nothing kept)') as string });
});

test('a model that nobody serves is no matter of residency', () => {
  const residency = { regions: ['eu'], maxRetentionDays: null };
  const ticket = ticketOf({ model: modelOf(), caller: callerOf({ residency }) });
  expect(codeOf(route(services, ticket))).toBe('no_target');
});
