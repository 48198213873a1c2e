import { describe, expect, test } from 'vitest';
import { type EndpointSlice, instancesIn } from './endpoint-slices.js';

const ports = [
  { name: 'http', port: 8000, protocol: 'TCP' },
  { name: 'metrics', port: 9090 },
  { name: 'http-udp', port: 8443, protocol: 'UDP' },
];
const slice = (more: Partial<EndpointSlice>): EndpointSlice => ({ metadata: { name: 's' }, ports, ...more });
const at = (host: string, conditions?: object) => ({
  addresses: [host, 'same-again'],
  ...(conditions && { conditions }),
});
const found = (slices: EndpointSlice[], port?: string | number) =>
  instancesIn(slices, port).map(({ address }) => address);

describe('endpoints', () => {
  test.each([
    ['no conditions count as ready', [at('10.0.0.1')], ['10.0.0.1:8000']],
    [
      'those not ready are left out',
      [at('10.0.0.1', { ready: false }), at('10.0.0.2', { ready: true })],
      ['10.0.0.2:8000'],
    ],
    [
      'one that ends serves only where nobody else does',
      [at('10.0.0.1', { ready: false, serving: true, terminating: true }), at('10.0.0.2')],
      ['10.0.0.2:8000'],
    ],
    [
      'where all end, those that still serve do',
      [
        at('10.0.0.1', { ready: false, serving: true, terminating: true }),
        at('10.0.0.2', { ready: false, serving: false, terminating: true }),
      ],
      ['10.0.0.1:8000'],
    ],
    ['one that ends isn’t ready, whatever it says', [at('10.0.0.1', { ready: true, terminating: true })], []],
  ])('%s', (_name, endpoints, expected) => {
    expect(found([slice({ endpoints })], 'http')).toEqual(expected);
  });

  test('several slices are one list, each address once', () => {
    const slices = [
      ['10.0.0.2', '10.0.0.1'],
      ['10.0.0.3', '10.0.0.1'],
    ].map((hosts) => slice({ endpoints: hosts.map((host) => at(host)) }));
    expect(found(slices, 8000)).toEqual(['10.0.0.1:8000', '10.0.0.2:8000', '10.0.0.3:8000']);
  });

  test('of two address families one is taken, IPv6 where it is alone', () => {
    const six = slice({ addressType: 'IPv6', endpoints: [at('fd00::1')] });
    const four = slice({ addressType: 'IPv4', endpoints: [at('10.0.0.1')] });
    expect(found([six, four], 'http')).toEqual(['10.0.0.1:8000']);
    expect(found([six], 'http')).toEqual(['[fd00::1]:8000']);
  });

  test('slices without endpoints need no port', () => {
    expect(found([slice({ endpoints: null, ports: null })])).toEqual([]);
  });
});

describe('the port', () => {
  const endpoints = [at('10.0.0.1')];
  test.each([
    ['by name', 'metrics', ports, '10.0.0.1:9090'],
    ['by number', 9090, ports, '10.0.0.1:9090'],
    ['the only one', undefined, [{ port: 7000 }], '10.0.0.1:7000'],
  ])('%s', (_name, port, of, expected) => {
    expect(found([slice({ endpoints, ports: of })], port)).toEqual([expected]);
  });

  test.each([
    ['one that isn’t there', 'grpc', "EndpointSlice s doesn't have a TCP port grpc"],
    ['one that isn’t TCP', 8443, "EndpointSlice s doesn't have a TCP port 8443"],
    ['several to choose from', undefined, "EndpointSlice s doesn't have exactly one TCP port"],
  ])('%s is an error', (_name, port, message) => {
    expect(() => instancesIn([slice({ endpoints })], port)).toThrow(message);
  });
});
