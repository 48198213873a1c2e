import { expect, it } from 'vitest';
import { deliveryListHref, readDeliveryList } from './read-delivery-list';

it('reads what makes sense and leaves out the rest', () => {
  expect(readDeliveryList({ state: 'failed', type: 'key.created', cursor: 'abc' })).toEqual({
    filter: { state: 'failed', type: 'key.created', cursor: 'abc', limit: 50 },
    filtered: true,
  });
  const nonsense = readDeliveryList({ state: 'lost', type: ['key.created'], cursor: '' });
  expect(nonsense).toEqual({ filter: { limit: 50 }, filtered: false });
});

it('keeps the filter in the address of the next page', () => {
  const { filter } = readDeliveryList({ state: 'failed', cursor: 'first' });
  expect(deliveryListHref('/app/webhooks/x', filter, 'next')).toBe('/app/webhooks/x?state=failed&cursor=next');
  expect(deliveryListHref('/app/webhooks/x', filter, null)).toBe('/app/webhooks/x?state=failed');
  expect(deliveryListHref('/app/webhooks/x', {}, null)).toBe('/app/webhooks/x');
});
