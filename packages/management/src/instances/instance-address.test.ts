import { expect, test } from 'vitest';
import { judgeAddress } from './instance-address.js';

const NETWORKS = ['10.0.0.0/8', '192.168.7.7/32', 'fd00:1::/32'];

test.each([
  ['10.1.2.3:8000', '10.1.2.3:8000'],
  ['192.168.7.7:1', '192.168.7.7:1'],
  ['10.1.2.3:00080', '10.1.2.3:80'],
  ['[FD00:1:0:0::5]:8000', '[fd00:1::5]:8000'],
])('%s is taken as %s', (text, address) => {
  expect(judgeAddress(text, NETWORKS)).toEqual({ address });
});

test.each([
  ['a name', 'localhost:80', /IP address/],
  ['no port', '10.1.2.3', /IP address/],
  ['an IPv4 address in another notation', '010.1.2.3:80', /IP address/],
  ['a number', '167838211:80', /IP address/],
  ['IPv6 without brackets', 'fd00:1::5:80', /IP address/],
  ['an IPv4 address inside an IPv6 one', '[::ffff:10.1.2.3]:80', /IP address/],
  ['a zone', '[fd00:1::5%eth0]:80', /IP address/],
  ['port 0', '10.1.2.3:0', /port/],
  ['a port too high', '10.1.2.3:65536', /port/],
  ['another network', '11.0.0.1:80', /networks/],
  ['the loopback', '127.0.0.1:80', /networks/],
  ['another IPv6 network', '[fd00:2::5]:80', /networks/],
])('%s is refused', (_name, text, why) => {
  expect(judgeAddress(text, NETWORKS)).toEqual({ refusal: expect.stringMatching(why) as string });
});
