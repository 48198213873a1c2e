/** A gateway is killed in the middle of streams that were asked for under idempotency keys. */
import { randomUUID } from 'node:crypto';
import { until } from '@turnpike/testing/until';
import { expect } from 'vitest';
import { expectBooksInOrder, readEvents } from './books.js';
import { MODEL, PLAN, untilServed } from './killing.js';
import { readDeliveries } from './sandbox-account.js';
import { waitUntilSettled } from './settled.js';
import { addCustomer, type Customer } from './shop.js';
import type { System } from './system.js';

const STREAMS = 20;
const LASTS_LONGER_THAN_THE_TEST = '@sandbox chunks=50 chunk_delay_ms=2000';

interface KeyedStream {
  readonly key: string;
  readonly body: string;
}

const streamOf = (steering: string): KeyedStream => {
  const messages = [{ role: 'user', content: `Go on.\n${steering}` }];
  return { key: randomUUID(), body: JSON.stringify({ model: MODEL, stream: true, max_tokens: 200, messages }) };
};

function ask(gatewayUrl: string, customer: Customer, { key, body }: KeyedStream): Promise<Response> {
  return fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${customer.key}`, 'content-type': 'application/json', 'idempotency-key': key },
    body,
  });
}

const idOf = (response: Response) => response.headers.get('x-request-id') ?? '';

/** Its id, once its first bytes are here; the rest is read until it breaks. */
async function begin(gatewayUrl: string, customer: Customer, stream: KeyedStream): Promise<string> {
  const response = await ask(gatewayUrl, customer, stream);
  const reader = response.body?.getReader();
  await reader?.read();
  const rest = async () => {
    while ((await reader?.read())?.done === false);
  };
  rest().catch(() => undefined);
  return idOf(response);
}

async function errorOf(response: Response) {
  const { error } = (await response.json()) as { error: { code: string; details?: { requestId?: string } } };
  return { status: response.status, code: error.code, of: error.details?.requestId };
}

/**
 * What was complete is given again, byte for byte, by any gateway; what was under way is `interrupted` everywhere, and
 * stays so; nothing is made or charged a second time.
 */
export async function expectKeysToSurvive(system: System): Promise<void> {
  const [killed = '', other = ''] = system.gatewayUrls;
  const customer = await addCustomer(system, { name: 'Asks twice', plan: PLAN, grant: '100' });
  await untilServed(system, customer);
  await waitUntilSettled(system);
  const before = (await readEvents(system, customer)).length;

  const whole = streamOf('@sandbox chunks=20 chunk_delay_ms=5');
  const first = await ask(killed, customer, whole);
  const text = Buffer.from(await first.arrayBuffer());
  const open = Array.from({ length: STREAMS }, () => streamOf(LASTS_LONGER_THAN_THE_TEST));
  const ids = await Promise.all(open.map((stream) => begin(killed, customer, stream)));
  await system.kill('gateway');

  for (const gatewayUrl of [other, killed]) {
    const again = await ask(gatewayUrl, customer, whole);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(Buffer.from(await again.arrayBuffer()).equals(text)).toBe(true);
  }
  const interrupted = await Promise.all(open.map((stream) => untilJudged(other, customer, stream)));
  expect(interrupted).toEqual(ids.map((of) => ({ status: 409, code: 'idempotency_interrupted', of })));
  await waitUntilSettled(system);
  const onceMore = await Promise.all(open.map(async (stream) => errorOf(await ask(killed, customer, stream))));
  expect(onceMore).toEqual(interrupted);

  const deliveries = await readDeliveries(system.sandboxUrl);
  for (const id of [idOf(first), ...ids]) expect(deliveries.get(id)?.attemptCount).toBe(1);
  expect(await readEvents(system, customer)).toHaveLength(before + 1 + STREAMS);
  await expectBooksInOrder(system, [customer]);
}

/** While its process may yet live it runs, as far as anybody knows. */
function untilJudged(gatewayUrl: string, customer: Customer, stream: KeyedStream) {
  return until(async () => {
    const refused = await errorOf(await ask(gatewayUrl, customer, stream));
    return refused.code === 'idempotency_in_progress' ? null : refused;
  }, 'the dead gateway’s claims to be judged');
}
