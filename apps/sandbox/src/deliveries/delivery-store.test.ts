import { expect, it } from 'vitest';
import { DeliveryStore } from './delivery-store.js';
import { Delivery, NO_TOKENS } from './delivery.js';

function remember(store: DeliveryStore, id: string, text = ''): Delivery {
  const delivery = new Delivery('chat');
  store.add(id, delivery);
  delivery.prepare({ text, thoughts: '', tools: '' }, 1);
  store.weigh(id, delivery);
  return delivery;
}

it('forgets the oldest ids beyond its capacity', () => {
  const store = new DeliveryStore({ capacity: 2 });
  for (const id of ['a', 'b', 'c']) remember(store, id);
  expect(['a', 'b', 'c'].map((id) => store.find(id)?.id)).toEqual([undefined, 'b', 'c']);
  expect(store.newestIds(10)).toEqual(['c', 'b']);
  expect(store.totalAttempts).toBe(3);
});

it('forgets the oldest ids beyond its characters', () => {
  const store = new DeliveryStore({ capacityChars: 10 });
  remember(store, 'a', '12345');
  remember(store, 'b', '12345');
  expect(store.size).toBe(2);
  remember(store, 'c', '1');
  expect(store.newestIds(10)).toEqual(['c', 'b']);
  store.clear();
  remember(store, 'd', '1234567890');
  expect(store.size).toBe(1);
  remember(store, 'e', '');
  expect(store.size).toBe(2);
});

it('keeps the newest attempts of an id that is used again and again', () => {
  const store = new DeliveryStore();
  for (let index = 0; index < 60; index += 1) remember(store, 'a').model = `m${index}`;
  const report = store.find('a');
  expect(report).toMatchObject({ attemptCount: 60, model: 'm59' });
  expect(report?.attempts.map((attempt) => attempt.model).slice(0, 1)).toEqual(['m10']);
  expect(report?.attempts).toHaveLength(50);
});

it('counts tokens only where none were reported', () => {
  const delivery = new Delivery('chat');
  delivery.countedPromptTokens = 7;
  delivery.prepare({ text: 'one two three', thoughts: '', tools: '' }, 1);
  delivery.chunkDelivered(0, 'one two'.length);
  expect(delivery.report()).toMatchObject({
    promptTokens: 7,
    completionTokens: 2,
    deliveredText: 'one two',
    ended: 'open',
  });
  delivery.usageDelivered({ ...NO_TOKENS, promptTokens: 1 });
  delivery.end('complete');
  delivery.end('client_closed');
  expect(delivery.report()).toMatchObject({
    promptTokens: 1,
    completionTokens: 0,
    usageReported: true,
    ended: 'complete',
  });
});
