import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signDelivery } from './sign-delivery.js';

const secret = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const message = { id: 'msg_1', type: 'key.created', body: '{"type":"key.created","data":{"name":"Zoë"}}' };

test('the library of Standard Webhooks verifies it by each secret that signs, and by no other', () => {
  const secrets = [secret(1), secret(2)] as const;
  const headers = signDelivery({ ...message, secrets, productName: 'Turnpike' }, new Date());
  for (const one of secrets) expect(new Webhook(one).verify(message.body, headers)).toEqual(JSON.parse(message.body));
  expect(headers['webhook-signature']).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
  expect(() => new Webhook(secret(3)).verify(message.body, headers)).toThrow();
  expect(() => new Webhook(secret(1)).verify(`${message.body} `, headers)).toThrow();
  expect(() => new Webhook(secret(1)).verify(message.body, { ...headers, 'webhook-id': 'msg_2' })).toThrow();
});

test('the plain signature is an HMAC of the body by the newest secret as it is written', () => {
  const headers = signDelivery({ ...message, secrets: [secret(1), secret(2)], productName: 'Turnpike' }, new Date());
  const expected = createHmac('sha256', secret(1)).update(message.body).digest('hex');
  expect(headers['x-webhook-signature']).toBe(`sha256=${expected}`);
});

test('the time is that of the try, and the product’s name is fit for a header', () => {
  const at = new Date('2026-11-21T08:00:00.900Z');
  const headers = signDelivery({ ...message, secrets: [secret(1)], productName: 'Türn Pike\r\nX: y' }, at);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'T-rn-Pike-X-y-Webhooks/1',
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1795248000',
    'x-webhook-event': 'key.created',
  });
});
