import { describe, expect, it } from 'vitest';
import { isInRange, isPublicAddress } from './public-address.js';

/** First and last address of every range that nothing may be sent to, and why. */
const SPECIAL: Record<string, string[]> = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'carrier-grade NAT': ['100.64.0.0', '100.127.255.255', '100.100.100.200'],
  loopback: ['127.0.0.0', '127.0.0.1', '127.255.255.255', '::1'],
  'link-local and metadata': ['169.254.0.0', '169.254.169.254', '169.254.255.255', 'fe80::', 'fe80::1%eth0', 'febf::1'],
  'metadata over IPv6, unique local': ['fd00:ec2::254', 'fd20:ce::254', 'fc00::', 'fdff::1'],
  'the host of an Azure machine': ['168.63.129.16'],
  protocols: ['192.0.0.0', '192.0.0.192', '192.0.0.255'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1', '3fff:fff::1'],
  '6to4 relays and 6to4': ['192.88.99.1', '2002:7f00:1::', '2002:a00:1::1', '2002:808:808::1'],
  benchmark: ['198.18.0.0', '198.19.255.255', '2001:2::1'],
  multicast: ['224.0.0.0', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  'reserved and broadcast': ['240.0.0.0', '255.255.255.254', '255.255.255.255'],
  unspecified: ['::'],
  'IPv4 mapped': ['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:a9fe:a9fe', '::ffff:0:8.8.8.8'],
  'IPv4 compatible': ['::127.0.0.1', '::8.8.8.8', '::a9fe:a9fe'],
  translated: ['64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b::8.8.8.8', '64:ff9b:1::10.0.0.1', '64:ff9b:1::1'],
  Teredo: ['2001::', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  'site-local, discard, others': ['fec0::1', '100::1', '5f00::1', '4000::1', '8000::1', 'e000::1'],
  'no address': ['', 'example.com', '127.1', '0x7f000001', '2130706433', '8.8.8.8:80', '8.8.8.8/32', '[2606:4700::1]'],
};

describe('isPublicAddress', () => {
  it.each(Object.entries(SPECIAL))('refuses %s', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it('takes what lies beside them', () => {
    const beside = [
      ...['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
      ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0'],
      ...['198.17.255.255', '198.20.0.0', '223.255.255.255', '168.63.129.17', '8.8.8.8'],
      ...['2606:4700:4700::1111', '2001:4860:4860::8888', '2a00:1450::1', '2003::1', '3ffe::1'],
    ];
    expect(beside.filter((address) => !isPublicAddress(address))).toEqual([]);
  });
});

describe('isInRange', () => {
  it('compares within a family, and never takes an IPv4 address in the clothes of IPv6', () => {
    expect(isInRange('10.1.2.3', '10.0.0.0/8')).toBe(true);
    expect(isInRange('11.1.2.3', '10.0.0.0/8')).toBe(false);
    expect(isInRange('fd00::5', 'fd00::/8')).toBe(true);
    expect(isInRange('fd00::5', '10.0.0.0/8')).toBe(false);
    expect(isInRange('::ffff:10.1.2.3', '10.0.0.0/8')).toBe(false);
    expect(isInRange('no address', '10.0.0.0/8')).toBe(false);
  });
});
