/** The snippets as they are pasted: run, and what they send verified. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { SignatureProblem } from '@turnpike/signatures/problem';
import { BodyDigest, readContentDigest } from '@turnpike/signatures/content-digest';
import { readSignature } from '@turnpike/signatures/read-signature';
import { signatureBase } from '@turnpike/signatures/signature-base';
import { isSignedBy, secretKey, type SignatureKey } from '@turnpike/signatures/signature-key';
import { checkRules } from '@turnpike/signatures/signature-rules';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signedSnippets } from './signed-snippets';

const run = promisify(execFile);
const pair = generateKeyPairSync('ed25519');
const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const KEYS: Record<string, { secret: string; key: SignatureKey }> = {
  'hmac-sha256': { secret: 'a shared secret', key: secretKey('a shared secret') },
  ed25519: { secret: pem, key: { algorithm: 'ed25519', key: pair.publicKey } },
};

let seen: { headers: IncomingHttpHeaders; body: Buffer } | null = null;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    seen = { headers: request.headers, body: Buffer.concat(chunks) };
    response.end('{}');
  });
});
let baseUrl = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

function problemOf({ headers, body }: NonNullable<typeof seen>, key: SignatureKey): string | null {
  const read = readSignature(headers, (keyId) => keyId === 'sgs_1');
  if (read === null || read instanceof SignatureProblem) return 'unread';
  const rules = checkRules(read, { hasBody: true, nowMs: Date.now() });
  if (rules instanceof SignatureProblem) return rules.reason;
  const base = signatureBase({ method: 'POST', targetUri: `${baseUrl}/v1/chat/completions`, headers }, read);
  if (base instanceof SignatureProblem) return base.reason;
  const expected = readContentDigest(String(headers['content-digest']));
  if (expected instanceof SignatureProblem) return expected.reason;
  const digest = new BodyDigest(expected);
  digest.update(body);
  if (!digest.matches()) return 'another body';
  return isSignedBy(key, base, read.signature) ? null : 'another signature';
}

it.each(['hmac-sha256', 'ed25519'] as const)('in TypeScript, with %s', async (algorithm) => {
  const { secret, key } = KEYS[algorithm] as (typeof KEYS)[string];
  const call = { baseUrl, keyId: 'sgs_1', algorithm, model: 'm', prompt: 'It’s a “quote”: \' and "' };
  const code = signedSnippets(call).find(({ language }) => language === 'typescript')?.code ?? '';
  const env = { ...process.env, SIGNING_SECRET: secret };
  await run(process.execPath, ['--input-type=module-typescript', '-e', code], { env });
  if (seen === null) throw new Error('nothing arrived');
  expect(problemOf(seen, key)).toBeNull();
  expect(JSON.parse(seen.body.toString())).toMatchObject({ messages: [{ content: call.prompt }] });
});
