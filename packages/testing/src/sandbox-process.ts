/** The sandbox as a process of its own, from its sources: the gateway knows it over HTTP only, its tests too. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

/** What the sandbox says it delivered of one call. */
export interface Delivered {
  status: number | null;
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
  deliveredText: string;
  deliveredChunks: number;
  usageReported: boolean;
  ended: 'open' | 'complete' | 'cut' | 'client_closed' | 'error';
  attemptCount: number;
}

export interface Sandbox {
  /** With `/v1`. */
  baseUrl: string;
  /** Null for an id it was never asked under. */
  delivered(requestId: string): Promise<Delivered | null>;
  stop(): Promise<void>;
}

const SANDBOX = fileURLToPath(new URL('../../../apps/sandbox', import.meta.url));

/** Resolves when it is ready. `extra` are variables beside the ports. */
export async function startSandboxProcess(extra: Readonly<Record<string, string>> = {}): Promise<Sandbox> {
  const [port, mail, smtp, ops] = await freePorts(4);
  const env = {
    ...extra,
    PATH: process.env.PATH,
    SANDBOX_PORT: String(port),
    MAIL_PORT: String(mail),
    SMTP_PORT: String(smtp),
    OPS_PORT: String(ops),
  };
  const fromSources = new URL('typescript-sources.ts', import.meta.url).href;
  const options = ['--conditions=@turnpike/source', '--import', fromSources, 'src/main.ts'];
  const child = spawn(process.execPath, options, { cwd: SANDBOX, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collectOutput(child);
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the sandbox ended: ${output()}`);
    return fetch(`http://127.0.0.1:${ops}/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
  }, 'the sandbox to be ready');
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async delivered(requestId) {
      const answer = await fetch(`http://127.0.0.1:${port}/sandbox/deliveries/${requestId}`);
      return answer.status === 200 ? ((await answer.json()) as Delivered) : null;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function collectOutput(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)));
  }
  return () => output;
}

async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => once(probe, 'listening')));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
  return ports;
}
