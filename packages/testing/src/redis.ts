/**
 * Real Redis for tests: one shared server under a key prefix of the test's own, or a server of the test's own that can
 * be killed. TEST_REDIS_URL is the shared one; TEST_REDIS_SERVER is a runnable `redis-server`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from './free-ports.js';

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Of the running server; another one after each restart. */
  readonly pid: number;
  /** SIGKILL, as a crash would be; the data stays. */
  kill(): Promise<void>;
  /** Starts the server again on the same port, with the data it had unless `empty` asks otherwise. */
  restart(options?: { empty?: boolean }): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 10_000;

/** The shared server of the run, and a prefix for every key and queue of this test. */
export function testRedisUrl(): { url: string; keyPrefix: string } {
  return { url: required('TEST_REDIS_URL'), keyPrefix: `t${randomBytes(6).toString('hex')}` };
}

/** A Redis with an append-only file, written through at every command, on a free port with a folder of its own. */
export async function startTestRedis(): Promise<TestRedis> {
  const binary = required('TEST_REDIS_SERVER');
  const [port] = (await freePorts(1)) as [number];
  const parent = await mkdtemp(join(tmpdir(), 'turnpike-redis-'));
  let folder = await mkdtemp(join(parent, 'data-'));
  let server = await launch(binary, port, folder);

  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return server.pid ?? 0;
    },
    kill,
    restart: async ({ empty = false } = {}) => {
      await kill();
      if (empty) folder = await mkdtemp(join(parent, 'data-'));
      server = await launch(binary, port, folder);
    },
    stop: async () => {
      await kill();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

async function launch(binary: string, port: number, folder: string): Promise<ChildProcess> {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn(binary, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  server.stdout?.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-2000);
  });
  server.on('error', (error) => {
    output += error.message;
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(port))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`redis-server did not start on port ${port}: ${output}`);
    }
    await sleep(20);
  }
  return server;
}

/** Whether the server answers PING with PONG: while it still loads its data it says LOADING. */
async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const settle = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => settle(false));
    socket.on('error', () => settle(false));
    socket.on('data', (data) => settle(data.toString().startsWith('+PONG')));
    socket.write('PING\r\n');
  });
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: run the tests with \`npm test\``);
  return value;
}
