import { createHmac } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from 'vitest';
import { verifySnippets } from './verify-snippets';

const SECRET = 'whsec_K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=';
const snippets = verifySnippets(SECRET, { typescript: 'TypeScript', python: 'Python', hmac: 'HMAC' });
const codeOf = (language: string) => snippets.find((snippet) => snippet.language === language)?.code ?? '';

it('verifies X-Webhook-Signature with nothing but Node', async () => {
  const code = stripTypeScriptTypes(codeOf('hmac'));
  const { isOurs } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
    isOurs: (body: string, signature: string) => boolean;
  };
  const body = '{"type":"key.created"}';
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  expect(isOurs(body, signature)).toBe(true);
  expect(isOurs(`${body} `, signature)).toBe(false);
  expect(isOurs(body, 'sha256=')).toBe(false);
});

it('has the secret as a literal in every language', () => {
  for (const { code } of snippets) expect(code).toContain(JSON.stringify(SECRET));
});
