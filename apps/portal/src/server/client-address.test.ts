import { expect, test } from 'vitest';
import { blockList, clientAddress } from './client-address';

const proxies = blockList(['10.0.0.0/8', '::1']);
const nobody = blockList([]);

test.each([
  ['made up by the client', '203.0.113.9', '1.2.3.4', nobody, '203.0.113.9'],
  ['from an address that is no proxy', '203.0.113.9', '1.2.3.4', proxies, '203.0.113.9'],
  ['from a proxy', '10.1.1.1', '203.0.113.9', proxies, '203.0.113.9'],
  ['through two proxies, with an invented start', '10.1.1.1', '1.2.3.4, 203.0.113.9, 10.2.2.2', proxies, '203.0.113.9'],
  ['from a proxy that forwards rubbish', '10.1.1.1', 'unknown', proxies, '10.1.1.1'],
  ['from a proxy without the header', '10.1.1.1', undefined, proxies, '10.1.1.1'],
  ['over IPv6', '::1', '2001:db8::7', proxies, '2001:db8::7'],
  ['over a dual-stack socket', '::ffff:10.1.1.1', '::ffff:203.0.113.9', proxies, '203.0.113.9'],
])('a header %s', (_, socket, header, trusted, expected) => {
  expect(clientAddress(socket, header, trusted)).toBe(expected);
});
