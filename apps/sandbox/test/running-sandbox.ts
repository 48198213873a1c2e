import { createLogger } from '@turnpike/telemetry/logger';
import OpenAI from 'openai';
import type { DeliveryReport } from '../src/deliveries/delivery-store.js';
import { startSandbox, type RunningSandbox } from '../src/sandbox.js';

/** A sandbox on free ports, the official client pointed at it, and its own account. */
export interface SandboxUnderTest {
  running: RunningSandbox;
  url: string;
  mailUrl: string;
  client: OpenAI;
  /** The account of a call; throws when there is none. */
  delivered: (id: string) => Promise<DeliveryReport>;
}

export async function startSandboxUnderTest(): Promise<SandboxUnderTest> {
  const logger = createLogger({ name: 'sandbox', level: 'silent' });
  const options = { host: '127.0.0.1', sandboxPort: 0, mailPort: 0, smtpPort: 0, opsPort: 0 };
  const running = await startSandbox(options, logger);
  const url = `http://127.0.0.1:${running.ports.sandbox}`;
  return {
    running,
    url,
    mailUrl: `http://127.0.0.1:${running.ports.mail}`,
    client: new OpenAI({ apiKey: 'sk-sandbox', baseURL: `${url}/v1`, maxRetries: 0 }),
    delivered: async (id) => {
      const answer = await fetch(`${url}/sandbox/deliveries/${encodeURIComponent(id)}`);
      if (answer.status !== 200) throw new Error(`no account of ${id}: ${answer.status}`);
      return (await answer.json()) as DeliveryReport;
    },
  };
}
