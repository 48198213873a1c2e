/** Two gateways: what the calls of one find out, the other acts on, and no caller of either notices. */
import { HealthCheckSchema } from '@turnpike/contracts/management/routing-health';
import { until } from '@turnpike/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Corridor, say } from './corridor.fixture.js';
import { modelOf, Place } from './places.fixture.js';

let one: Corridor;
let other: Corridor;
const places: Place[] = [];
beforeAll(async () => {
  one = await Corridor.start();
  other = await Corridor.start({ beside: one });
});
afterAll(async () => {
  for (const place of places) place.stop();
  await other.stop();
  await one.stop();
});

async function twoPlaces(): Promise<[Place, Place]> {
  const pair: [Place, Place] = [await Place.start(one), await Place.start(one)];
  places.push(...pair);
  return pair;
}

const isUsable = ({ path }: Corridor, { target }: Place) => path.routing.places.of(target.id).isUsable();

/** A call to that gateway; it must be answered. */
async function call({ url }: Corridor, key: string, model: string): Promise<void> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: say('hello'), max_tokens: 20 }),
  });
  expect([answer.status, await answer.text()]).toMatchObject([200, expect.any(String)]);
}

test('a place ejected by the calls of one gateway is left alone by the other, and both come back to it', async () => {
  const [failing, well] = await twoPlaces();
  const ejection = { consecutiveFailures: 3, ejectMs: 600, mostEjectedPercent: 50 };
  const model = modelOf(one, [failing.target, well.target], { ejection });
  const { key } = one.account({ models: [model] });
  failing.manner = () => 'failing';
  for (let times = 0; times < 6; times += 1) await call(one, key, model);
  expect(isUsable(one, failing)).toBe(false);
  await until(() => !isUsable(other, failing), 'the other gateway to leave it alone');
  const asked = failing.asked;
  for (let times = 0; times < 4 && !isUsable(other, failing); times += 1) {
    await call(other, key, model);
    if (!isUsable(other, failing)) expect(failing.asked).toBe(asked);
  }
  failing.manner = () => 'well';
  const isBack = async () => {
    await call(one, key, model);
    return isUsable(one, failing) && isUsable(other, failing);
  };
  await until(isBack, 'both to use it again');
  // Usable again is also who has only served its time; it is back when a call to it succeeds.
  const isListed = async () => {
    await call(one, key, model);
    const { events } = await other.path.routing.health.view();
    return ['ejected', 'returned'].every((kind) => events.some(({ event }) => event === kind));
  };
  await until(isListed, 'both to be on the list of events');
  expect(one.errors.concat(other.errors)).toEqual([]);
});

test('a place that active checks find dead is asked by neither, and both come back to it', async () => {
  const [dying, well] = await twoPlaces();
  const healthCheck = HealthCheckSchema.parse({ path: '/models', intervalMs: 200, unhealthyAfter: 2, healthyAfter: 1 });
  const model = modelOf(one, [{ ...dying.target, healthCheck }, well.target]);
  const { key } = one.account({ models: [model] });
  dying.manner = () => 'failing';
  await until(() => !isUsable(one, dying) && !isUsable(other, dying), 'both to know that it is dead');
  for (const gateway of [one, other]) for (let times = 0; times < 4; times += 1) await call(gateway, key, model);
  expect(well.asked).toBe(8);
  dying.manner = () => ({ status: 401, headers: {} });
  await until(() => isUsable(one, dying) && isUsable(other, dying), 'both to know that somebody is there');
});
