import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileNetworks, formatAddress, parseNetwork } from './network.js';

describe('a network as it is written everywhere', () => {
  test.each([
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['203.0.113.9/24', '203.0.113.0/24'],
    ['203.0.113.9', '203.0.113.9/32'],
    [' 10.0.0.0/8 ', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8:0:0:1::5/64', '2001:db8::/64'],
    ['::1', '::1/128'],
    ['::/0', '::/0'],
    ['::ffff:203.0.113.0/120', '203.0.113.0/24'],
    ['::ffff:203.0.113.9', '203.0.113.9/32'],
    ['64:ff9b::203.0.113.9', '64:ff9b::cb00:7109/128'],
  ])('%s is %s', (text, canonical) => {
    expect(parseNetwork(text)).toBe(canonical);
  });

  test.each([
    '', '/', '/24', 'everyone', '203.0.113', '203.0.113.0/33', '203.0.113.0/-1', '203.0.113.0/', '203.0.113.0/24/8', '203.0.113.0/2x',
    '010.0.0.1', '0x7f.0.0.1', '2130706433', '256.0.0.1', '2001:db8::/129', '::ffff:203.0.113.0/24', 'fe80::1%eth0', '1::2::3', '203.0.113.0-9',
    'example.com', '203.0.113.0/ 24',
  ])('%j is none', (text) => {
    expect(parseNetwork(text)).toBeNull();
  }); // prettier-ignore
});

describe('whether an address lies in a list', () => {
  const list = ['203.0.113.0/24', '198.51.100.7/32', '2001:db8::/32', '::1/128', '203.0.113.128/25'];
  test.each([
    ['203.0.113.0', true],
    ['203.0.113.255', true],
    ['203.0.112.255', false],
    ['203.0.114.0', false],
    ['::ffff:203.0.113.9', true],
    ['::ffff:cb00:7109', true],
    ['::ffff:203.0.114.9', false],
    ['198.51.100.7', true],
    ['198.51.100.8', false],
    ['2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', true],
    ['2001:db9::', false],
    ['2001:DB8::9%eth0', true],
    ['::1', true],
    ['127.0.0.1', false],
    ['', false],
    ['unknown', false],
    ['203.0.113.9:443', false],
  ])('%s: %s', (address, expected) => {
    expect(compileNetworks(list)(address)).toBe(expected);
  });

  test('all of IPv6 holds nothing of IPv4, and no list nobody', () => {
    expect(compileNetworks(['::/0'])('::ffff:203.0.113.9')).toBe(false);
    expect(compileNetworks(['::/0'])('2001:db8::1')).toBe(true);
    expect(compileNetworks([])('203.0.113.9')).toBe(false);
    expect(compileNetworks(['broken'])('203.0.113.9')).toBe(false);
  });

  test('a search among many finds what looking at each does', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const address = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
    const network = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([text, prefix]) => `${text}/${prefix}`);
    fc.assert(
      fc.property(fc.array(network, { maxLength: 12 }), address, (networks, text) => {
        const bits = (ip: string) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
        const holds = networks.some((one) => {
          const [ip = '', prefix] = one.split('/');
          const size = 2 ** (32 - Number(prefix));
          return Math.floor(bits(ip) / size) === Math.floor(bits(text) / size);
        });
        expect(compileNetworks(networks)(text)).toBe(holds);
      }),
    );
  });
});

test.each([
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:DB8:0::9', '2001:db8::9'],
  ['nowhere', null],
])('%s is told as %s', (text, told) => {
  expect(formatAddress(text)).toBe(told);
});
