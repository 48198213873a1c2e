import { DiscoverySchema } from '@turnpike/contracts/management/discovery';
import type { Discovery } from '@turnpike/contracts/management/discovery';
import { NameServer } from '@turnpike/testing/name-server';
import { until } from '@turnpike/testing/until';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { HeardSink } from '../../test/sink.fixture.js';
import { DnsSource } from './dns-source.js';

const HOST = 'models.internal';
let server: NameServer;
let sink: HeardSink;
let source: DnsSource | null = null;

beforeAll(async () => {
  server = await NameServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  sink = new HeardSink();
  server.names.clear();
});
afterEach(() => source?.close());

function follow(record: 'A' | 'AAAA' | 'SRV', port?: number): void {
  const asked = { kind: 'dns', record, host: HOST, refreshMs: 500, server: server.address, port };
  // Quicker than anyone may configure it: tests wait for several look-ups.
  const discovery = { ...(DiscoverySchema.parse(asked) as Extract<Discovery, { kind: 'dns' }>), refreshMs: 20 };
  source = new DnsSource(discovery, { defaultPort: 80, sink });
  source.start();
}

const tells = (addresses: string) => until(() => sink.addresses() === addresses, `"${addresses}"`);

test.each([
  ['A records with the port given', 'A', 8000, { A: ['10.0.0.2', '10.0.0.1'] }, '10.0.0.1:8000 10.0.0.2:8000'],
  ['A records with the base URL’s port', 'A', undefined, { A: ['10.0.0.1'] }, '10.0.0.1:80'],
  ['AAAA records in brackets', 'AAAA', 8000, { AAAA: ['fd00::1'] }, '[fd00::1]:8000'],
  [
    'SRV records of the lowest priority, with their own ports',
    'SRV',
    8000,
    {
      SRV: [
        { priority: 10, weight: 1, port: 9001, target: 'b.internal' },
        { priority: 10, weight: 3, port: 9000, target: 'a.internal' },
        { priority: 20, weight: 9, port: 9000, target: 'spare.internal' },
      ],
    },
    'a.internal:9000 b.internal:9001',
  ],
] as const)('%s', async (_name, record, port, answer, expected) => {
  server.names.set(HOST, answer as never);
  follow(record, port);
  await tells(expected);
});

test('an SRV record’s weight is the instance’s, and 0 is a small chance rather than none', async () => {
  const records = [
    { priority: 1, weight: 0, port: 1, target: 'a.internal' },
    { priority: 1, weight: 7, port: 1, target: 'b.internal' },
  ];
  server.names.set(HOST, { SRV: records });
  follow('SRV');
  await tells('a.internal:1 b.internal:1');
  expect(sink.instances?.map(({ weight }) => weight)).toEqual([1, 7]);
});

test('what comes and goes is seen at the next look-up', async () => {
  server.names.set(HOST, { A: ['10.0.0.1'] });
  follow('A');
  await tells('10.0.0.1:80');
  server.names.set(HOST, { A: ['10.0.0.1', '10.0.0.2'] });
  await tells('10.0.0.1:80 10.0.0.2:80');
  server.names.set(HOST, { A: ['10.0.0.2'] });
  await tells('10.0.0.2:80');
});

test('while look-ups fail the last list stays', async () => {
  server.names.set(HOST, { A: ['10.0.0.1'] });
  follow('A');
  await tells('10.0.0.1:80');
  server.names.set(HOST, 'server_failure');
  await until(() => sink.failures.length >= 5, 'failures');
  expect(sink.addresses()).toBe('10.0.0.1:80');
  expect(sink.failures[0]).toContain('ESERVFAIL');
  server.names.set(HOST, { A: ['10.0.0.3'] });
  await tells('10.0.0.3:80');
});

test('a name that is gone is believed after three look-ups, and at once when nothing was known of it', async () => {
  server.names.set(HOST, { A: ['10.0.0.1'] });
  follow('A');
  await tells('10.0.0.1:80');
  server.names.set(HOST, 'no_such_name');
  await tells('');
  expect(sink.failures).toEqual(Array(3).fill(`${HOST} has no A records`));

  source?.close();
  sink = new HeardSink();
  follow('A');
  await tells('');
  expect(sink.failures).toEqual([]);
});

test('after its end it asks nobody any more', async () => {
  server.names.set(HOST, { A: ['10.0.0.1'] });
  follow('A');
  await tells('10.0.0.1:80');
  source?.close();
  const { told } = sink;
  server.names.set(HOST, { A: ['10.0.0.2'] });
  const other = new HeardSink();
  const later = new DnsSource(
    { kind: 'dns', record: 'A', host: HOST, refreshMs: 20, server: server.address },
    { defaultPort: 80, sink: other },
  );
  later.start();
  await until(() => other.told >= 5, 'five look-ups of another');
  later.close();
  expect(sink.told).toBe(told);
});
