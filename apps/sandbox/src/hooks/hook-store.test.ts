import { expect, it } from 'vitest';
import { HookStore, type ReceivedHook } from './hook-store.js';

function received(name: string, webhookId: string, body = ''): ReceivedHook {
  return {
    name,
    method: 'POST',
    path: `/hooks/${name}`,
    headers: { 'webhook-id': webhookId },
    body: Buffer.from(body),
  };
}

it('counts the arrivals of a webhook-id by name', () => {
  const store = new HookStore();
  const arrivals = [received('a', 'm1'), received('a', 'm2'), received('a', 'm1'), received('b', 'm1')];
  expect(arrivals.map((each) => store.receive(each).arrival)).toEqual([1, 1, 2, 1]);
  expect(store.list('a').map((hook) => hook.webhookId)).toEqual(['m1', 'm2', 'm1']);
});

it('forgets the oldest of a name, and the name that was silent longest', () => {
  const store = new HookStore({ perName: 2, capacityNames: 2 });
  for (const id of ['m1', 'm2', 'm3']) store.receive(received('a', id));
  expect(store.list('a').map((hook) => hook.webhookId)).toEqual(['m3', 'm2']);
  store.setSecret('b', 'whsec_AAAA');
  store.receive(received('b', 'm1'));
  store.receive(received('a', 'm4'));
  store.receive(received('c', 'm1'));
  expect(store.listNames()).toEqual([
    { name: 'c', count: 1 },
    { name: 'a', count: 2 },
  ]);
  expect(store.secretOf('b')).toBeNull();
});

it('keeps no more bytes than it may', () => {
  const store = new HookStore({ capacityBytes: 1_000 });
  store.receive(received('a', 'm1', 'x'.repeat(800)));
  store.receive(received('b', 'm1', 'x'.repeat(800)));
  expect(store.listNames()).toEqual([{ name: 'b', count: 1 }]);
  expect(store.clear()).toBe(1);
  store.receive(received('c', 'm1', 'x'.repeat(400)));
  store.receive(received('d', 'm1', 'x'.repeat(400)));
  expect(store.listNames()).toHaveLength(2);
});
