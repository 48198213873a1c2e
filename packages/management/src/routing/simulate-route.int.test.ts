import { type RouteSimulationView, SimulateRouteSchema } from '@turnpike/contracts/management/routing';
import { SetResidencySchema } from '@turnpike/contracts/management/residency';
import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, type Fixture, makeTenant, member, uuid } from '../../test/fixture.js';
import type { ManagementContext } from '../management-context.js';
import { setResidency } from '../tenants/set-residency.use-case.js';
import type { RoutingPort, SimulatedCall } from './routing-port.js';
import { simulateRoute } from './simulate-route.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const call = (input: object) => SimulateRouteSchema.parse({ model: 'known', ...input });
const targetId = newId();

/** A gateway that knows one model, and remembers what it was asked. */
function askingGateway() {
  const asked: SimulatedCall[] = [];
  const simulation: RouteSimulationView = {
    refusal: null,
    rule: null,
    rules: [],
    steps: [
      {
        model: 'known', pool: 'default', targetId, instance: null, provider: 'p', upstreamModel: 'm', order: 1,
        chancePercent: 100, reason: 'first of its pool',
      },
    ],
    shadow: { targetId, percent: 5 },
    fallbackModels: [],
    at: new Date().toISOString(),
  }; // prettier-ignore
  const unasked = () => Promise.reject(new Error('not asked'));
  const routing: RoutingPort = {
    health: unasked,
    instancesOf: unasked,
    register: unasked,
    withdraw: unasked,
    simulate: (question) => {
      asked.push(question);
      return question.model === 'known' ? simulation : null;
    },
  };
  const context: ManagementContext = { ...fixture.context, routing };
  return { context, asked };
}

test('the gateway is asked, and its targets get public ids', async () => {
  const { context, asked } = askingGateway();
  const view = await simulateRoute(context, ADMIN, call({ headers: { 'X-Traffic-Tag': 'blue' }, endUser: 'ann' }));
  expect([view.steps[0]?.targetId, view.shadow?.targetId]).toEqual([
    publicId('target', targetId),
    publicId('target', targetId),
  ]);
  expect(asked).toEqual([
    {
      model: 'known', path: '/v1/chat/completions', headers: { 'x-traffic-tag': 'blue' }, environment: 'live', endUser: 'ann',
      tenantId: null, residency: null,
    },
  ]); // prettier-ignore
});

test('a call stands for an organisation with its residency policy', async () => {
  const { context, asked } = askingGateway();
  const { id, slug } = await makeTenant(context);
  await simulateRoute(context, ADMIN, call({ tenant: slug }));
  await setResidency(context, ADMIN, { tenantId: id, ...SetResidencySchema.parse({ regions: ['eu'] }) });
  await simulateRoute(context, ADMIN, call({ tenant: id }));
  const bare = uuid('tenant', id);
  expect(asked).toMatchObject([
    { tenantId: bare, residency: null },
    { tenantId: bare, residency: { regions: ['eu'], maxRetentionDays: null } },
  ]);
});

test('what is not there, and who may not ask, is refused', async () => {
  const { context } = askingGateway();
  const { id } = await makeTenant(context);
  const refused = (input: object, code: Parameters<typeof expectRefusal>[1]) =>
    expectRefusal(simulateRoute(context, ADMIN, call(input)), code);
  expect((await refused({ model: 'nothing' }, 'not_found')).param).toBe('model');
  expect((await refused({ tenant: 'nobody' }, 'unknown_reference')).param).toBe('tenant');
  await expectRefusal(simulateRoute(context, member(id), call({})), 'forbidden');
  await expectRefusal(simulateRoute(fixture.context, ADMIN, call({})), 'invalid_state');
});
