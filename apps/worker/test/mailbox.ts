/** The sandbox as a process of its own, from its sources: a real SMTP server, and what reached it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

export interface ReceivedMail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers?: unknown;
}

export interface Mailbox {
  smtpUrl: string;
  /** Mails to that address, newest first. */
  mailsTo(address: string): Promise<ReceivedMail[]>;
  stop(): Promise<void>;
}

const SANDBOX = fileURLToPath(new URL('../../sandbox', import.meta.url));
const FROM_SOURCES = new URL('../../../packages/testing/src/typescript-sources.ts', import.meta.url).href;

export async function startMailbox(smtpPort?: number): Promise<Mailbox> {
  const [sandbox, mail, smtp, ops] = await freePorts(4);
  const env = {
    PATH: process.env.PATH,
    SANDBOX_PORT: String(sandbox),
    MAIL_PORT: String(mail),
    SMTP_PORT: String(smtpPort ?? smtp),
    OPS_PORT: String(ops),
  };
  const child = spawn(process.execPath, ['--conditions=source', '--import', FROM_SOURCES, 'src/main.ts'], {
    cwd: SANDBOX,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = once(child, 'exit');
  const ready = async () => {
    if (child.exitCode !== null) return;
    if (!(await fetch(`http://127.0.0.1:${ops}/ready`)).ok) throw new Error('not ready');
  };
  await vi.waitFor(ready, 20_000);
  if (child.exitCode !== null) throw new Error(`the sandbox ended with ${child.exitCode}`);
  const url = `http://127.0.0.1:${mail}/api/messages`;
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort ?? smtp}`,
    mailsTo: async (address) => {
      const { items } = (await (await fetch(`${url}?to=${encodeURIComponent(address)}`)).json()) as {
        items: { id: string }[];
      };
      return Promise.all(items.map(async ({ id }) => (await (await fetch(`${url}/${id}`)).json()) as ReceivedMail));
    },
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => once(probe, 'listening')));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
  return ports;
}
