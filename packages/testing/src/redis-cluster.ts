/** A Redis Cluster of a test's own: three primaries with a replica each, six processes, all ended at the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePorts } from './free-ports.js';
import { until } from './until.js';

interface ClusterNode {
  readonly port: number;
  readonly busPort: number;
  readonly server: ChildProcess;
  readonly client: Redis;
  id: string;
}

const PRIMARIES = 3;
const SLOTS = 16_384;

export class TestCluster {
  private readonly nodes: ClusterNode[] = [];
  private folder = '';

  get url(): string {
    const [first, ...others] = this.nodes.map(({ port }) => `127.0.0.1:${port}`);
    return `redis://${first}?cluster=1${others.map((node) => `&node=${node}`).join('')}`;
  }

  async start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'turnpike-cluster-'));
    const ports = await freePorts(4 * PRIMARIES);
    for (let n = 0; n < 2 * PRIMARIES; n++)
      this.nodes.push(await this.launch(ports[2 * n] ?? 0, ports[2 * n + 1] ?? 0));
    await until(async () => (await Promise.all(this.nodes.map(isUp))).every(Boolean), 'the nodes to answer');
    await this.form();
  }

  /** Ends the primary of a slot as a crash would. */
  async killPrimaryOf(key: string): Promise<void> {
    const slot = await (this.nodes.at(-1) as ClusterNode).client.cluster('KEYSLOT', key);
    const primary = this.nodes[Math.floor((slot * PRIMARIES) / SLOTS)];
    if (primary === undefined) throw new Error(`slot ${slot} is nobody's`);
    const gone = once(primary.server, 'exit');
    primary.server.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    for (const { client, server } of this.nodes) {
      client.disconnect();
      server.kill('SIGKILL');
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async launch(port: number, busPort: number): Promise<ClusterNode> {
    const binary = process.env.TEST_REDIS_SERVER;
    if (binary === undefined) throw new Error('TEST_REDIS_SERVER names no redis-server');
    const settings = {
      port,
      bind: '127.0.0.1',
      dir: await mkdtemp(join(this.folder, 'node-')),
      'cluster-enabled': 'yes',
      'cluster-port': busPort,
      'cluster-node-timeout': 1_000,
      'cluster-replica-validity-factor': 0,
      'repl-diskless-sync-delay': 0,
      save: '',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const server = spawn(binary, options, { stdio: 'ignore' });
    const client = new Redis(port, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    return { port, busPort, server, client, id: '' };
  }

  private async form(): Promise<void> {
    const [first] = this.nodes as [ClusterNode];
    for (const node of this.nodes) node.id = await node.client.cluster('MYID');
    for (const { port, busPort } of this.nodes.slice(1)) await first.client.cluster('MEET', '127.0.0.1', port, busPort);
    for (const [index, { client }] of this.nodes.slice(0, PRIMARIES).entries()) {
      const from = Math.ceil((index * SLOTS) / PRIMARIES);
      const to = Math.ceil(((index + 1) * SLOTS) / PRIMARIES) - 1;
      await client.cluster('ADDSLOTSRANGE', from, to);
    }
    for (const [index, { client }] of this.nodes.slice(PRIMARIES).entries()) {
      const primary = this.nodes[index] as ClusterNode;
      await until(
        async () => (await client.cluster('REPLICATE', primary.id).catch(() => '')) === 'OK',
        'a node to hear of its primary',
      );
    }
    await until(async () => (await Promise.all(this.nodes.map(isWhole))).every(Boolean), 'the cluster to be whole');
  }
}

async function isUp({ client }: ClusterNode): Promise<boolean> {
  return (await client.ping().catch(() => '')) === 'PONG';
}

async function isWhole({ client }: ClusterNode): Promise<boolean> {
  const [state, replication] = await Promise.all([client.cluster('INFO'), client.info('replication')]);
  const isLinked = replication.includes('role:master') || replication.includes('master_link_status:up');
  return String(state).includes('cluster_state:ok') && isLinked;
}
