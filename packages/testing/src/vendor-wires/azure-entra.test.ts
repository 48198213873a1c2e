/** Azure's adapter with an application of Entra in the place of a key, against the sandbox's token endpoint. */
import { createEgress } from '@turnpike/egress/egress-client';
import { collectResponse } from '@turnpike/egress/response-buffer';
import { azureOpenAiAdapter as adapter } from '@turnpike/providers/azure-openai/adapter';
import { CredentialRefused, type SigningServices } from '@turnpike/providers/provider-adapter';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandboxProcess } from '../sandbox-process.js';

const egress = createEgress();
let sandbox: Sandbox;

beforeAll(async () => (sandbox = await startSandboxProcess()));
afterAll(async () => {
  await sandbox.stop();
  await egress.destroy();
});

const services: SigningServices = {
  nowMs: Date.now,
  async fetch({ url, method, headers, body }) {
    const pairs = Array.from({ length: headers.length / 2 }, (_, at) => headers.slice(2 * at, 2 * at + 2));
    const answer = await fetch(url, { method, headers: pairs as [string, string][], body });
    return { status: answer.status, headers: {}, body: Buffer.from(await answer.arrayBuffer()) };
  },
};

async function ask(clientSecret: string): Promise<number> {
  const azure = sandbox.baseUrl.replace(/v1$/, 'azure');
  const credential = JSON.stringify({ tenantId: 'contoso', clientId: 'gateway', clientSecret, authority: azure });
  const target = { baseUrl: `${azure}/openai/v1`, credential };
  const body = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] };
  const call = { operation: 'chat.completions', dialect: 'openai-chat', raw: null, stream: false } as const;
  const request = adapter.buildRequest({ ...call, body, upstreamModel: 'm', target, requestId: 'req_1' });
  const signed = (await adapter.sign?.(request, target, services)) ?? request;
  return (await collectResponse(egress, signed, { maxBytes: 1e6 })).status;
}

it('calls with a token it was given', async () => {
  expect([await ask('sandbox-secret'), await ask('sandbox-secret')]).toEqual([200, 200]);
});

it('calls nobody without one', async () => {
  await expect(ask('wrong')).rejects.toBeInstanceOf(CredentialRefused);
});
