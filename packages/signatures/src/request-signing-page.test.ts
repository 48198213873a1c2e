/** The page for those who sign: its vectors are ours, and its TypeScript runs. The others were run by hand. */
import { execFile } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { signRequest } from './sign-request.js';
import { secretKey, type SignatureKey } from './signature-key.js';

const PAGE = readFileSync(new URL('../../../infra/docs/request-signing.md', import.meta.url), 'utf8');

/** Of that language, in their order. */
function blocks(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code as string);
}

const [VECTORS = ''] = blocks('text');
const BODY = '{"model":"chat","messages":[{"role":"user","content":"Hello"}]}';
const PAIR = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----`;

function headersBy(keyId: string, key: SignatureKey): string {
  const message = { method: 'POST', targetUri: 'https://api.example.com/v1/chat/completions', headers: {} };
  const options = { keyId, key, created: 1_800_000_000, nonce: '0123456789abcdef', body: BODY };
  return Object.entries(signRequest(message, options))
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

test('the vectors are what we sign', () => {
  const shared = secretKey('example-shared-secret-of-43-characters-0123');
  const pair: SignatureKey = { algorithm: 'ed25519', key: createPrivateKey(PAIR) };
  const [first, second] = ['sgs_019b76da800070008000000000000001', 'sgs_019b76da800070008000000000000002'];
  expect(headersBy(first, shared) + headersBy(second, pair)).toBe(VECTORS);
});

test('the program in TypeScript prints them', async () => {
  const [program = ''] = blocks('ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', program]);
  expect(stdout).toBe(VECTORS);
});

test.each(['python', 'go', 'java', 'php'])('there is one in %s, with the same inputs', (language) => {
  const [program = ''] = blocks(language);
  for (const input of [
    '1800000000',
    '0123456789abcdef',
    'example-shared-secret-of-43-characters-0123',
    'sgs_019b76da800070008000000000000002',
  ])
    expect(program).toContain(input);
});
