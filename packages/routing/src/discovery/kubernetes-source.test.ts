import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubernetesApiServer, type SliceSpec } from '@turnpike/testing/kubernetes-api-server';
import { until } from '@turnpike/testing/until';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeardSink } from '../../test/sink.fixture.js';
import { KubernetesSource } from './kubernetes-source.js';

let api: KubernetesApiServer;
let sink: HeardSink;
let source: KubernetesSource;

beforeEach(async () => {
  api = await KubernetesApiServer.start({ namespace: 'models', service: 'llama' });
  sink = new HeardSink();
});
afterEach(async () => {
  source.close();
  await api.stop();
});

function follow(more: { port?: string | number; tokenFile?: string } = {}): void {
  const at = { apiServer: api.url, namespace: 'models', service: 'llama' };
  source = new KubernetesSource({ kind: 'kubernetes', ...at, ...more }, sink);
  source.start();
}

function slice(hosts: readonly string[], port = 8000): SliceSpec {
  return { ports: [{ name: 'http', port }], endpoints: hosts.map((host) => ({ addresses: [host] })) };
}

const tells = (addresses: string) => until(() => sink.addresses() === addresses, `"${addresses}"`);
const watched = (times: number) => until(() => api.asked.watch >= times && api.openWatches > 0, 'a watch');

test('what is there is listed page by page, and what comes and goes is heard of', async () => {
  api.pageSize = 1;
  api.put('llama-a', slice(['10.0.0.1']));
  api.put('llama-b', slice(['10.0.0.2'], 8001));
  follow();
  await tells('10.0.0.1:8000 10.0.0.2:8001');
  await watched(1);
  api.put('llama-a', slice(['10.0.0.1', '10.0.0.3']));
  await tells('10.0.0.1:8000 10.0.0.2:8001 10.0.0.3:8000');
  api.delete('llama-b');
  await tells('10.0.0.1:8000 10.0.0.3:8000');
  expect([api.asked.list, api.asked.watch, sink.failures]).toEqual([2, 1, []]);
});

test('a watch that ends is taken up where it was, from a bookmark too', async () => {
  api.put('llama-a', slice(['10.0.0.1']));
  follow();
  await watched(1);
  api.bookmark();
  api.putUnheard('llama-a', slice(['10.0.0.2']));
  api.endWatches('ended');
  await tells('10.0.0.2:8000');
  expect([api.asked.list, sink.failures]).toEqual([1, []]);
});

test('a watch that breaks is followed by a list; until then the instances stay', async () => {
  api.put('llama-a', slice(['10.0.0.1']));
  follow();
  await watched(1);
  api.putUnheard('llama-a', slice(['10.0.0.2']));
  api.endWatches('broken');
  await until(() => sink.failures.length > 0, 'the failure');
  expect(sink.addresses()).toBe('10.0.0.1:8000');
  await tells('10.0.0.2:8000');
});

test('a version that is too old is followed by a list at once, without a failure', async () => {
  api.put('llama-a', slice(['10.0.0.1']));
  follow();
  await watched(1);
  api.putUnheard('llama-a', slice(['10.0.0.2']));
  api.forget();
  api.endWatches('ended');
  await tells('10.0.0.2:8000');
  await watched(3);
  expect([api.asked.list, sink.failures]).toEqual([2, []]);
});

test('the token is read anew for each question', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'discovery-token-'));
  const tokenFile = join(folder, 'token');
  api.put('llama-a', slice(['10.0.0.1']));
  api.token = 'second';
  await writeFile(tokenFile, 'first\n');
  follow({ tokenFile });
  await until(() => sink.failures.length > 0, 'a refusal');
  expect(sink.failures[0]).toBe('the API server answered 401 to list endpointslices: its token may not do that');
  expect(sink.addresses()).toBeNull();
  await writeFile(tokenFile, 'second\n');
  await tells('10.0.0.1:8000');
  await rm(folder, { recursive: true });
});
