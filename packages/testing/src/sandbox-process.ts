/** The sandbox as a process of its own, from its sources: the gateway knows it over HTTP only, its tests too. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports.js';
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
  /** The mailbox. */
  mailUrl: string;
  smtpUrl: string;
  /** Null for an id it was never asked under. */
  delivered(requestId: string): Promise<Delivered | null>;
  stop(): Promise<void>;
}

const SANDBOX = fileURLToPath(new URL('../../../apps/sandbox', import.meta.url));
/** Resolves when it is ready. `extra` are variables beside the ports, or in the place of some. */
export async function startSandboxProcess(extra: Readonly<Record<string, string>> = {}): Promise<Sandbox> {
  const [sandbox, mail, smtp, ops] = (await freePorts(4)).map(String) as [string, string, string, string];
  const ports = { SANDBOX_PORT: sandbox, MAIL_PORT: mail, SMTP_PORT: smtp, OPS_PORT: ops };
  const child = spawnSandbox({ ...ports, ...extra });
  const output = collectOutput(child);
  await until(() => hasEnded(child) || output().includes('"variable":"SANDBOX_PORT"'), 'the sandbox');
  if (hasEnded(child)) throw new Error(`the sandbox ended: ${output()}`);
  return handleOf(child, { sandbox, mail, smtp: extra.SMTP_PORT ?? smtp });
}

function spawnSandbox(environment: Readonly<Record<string, string>>): ChildProcess {
  const fromSources = new URL('typescript-sources.ts', import.meta.url).href;
  const options = ['--conditions=@turnpike/source', '--import', fromSources, 'src/main.ts'];
  const env = { ...environment, PATH: process.env.PATH };
  return spawn(process.execPath, options, { cwd: SANDBOX, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function handleOf(child: ChildProcess, ports: { sandbox: string; mail: string; smtp: string }): Sandbox {
  return {
    baseUrl: `http://127.0.0.1:${ports.sandbox}/v1`,
    mailUrl: `http://127.0.0.1:${ports.mail}`,
    smtpUrl: `smtp://127.0.0.1:${ports.smtp}`,
    async delivered(requestId) {
      const answer = await fetch(`http://127.0.0.1:${ports.sandbox}/sandbox/deliveries/${requestId}`);
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
