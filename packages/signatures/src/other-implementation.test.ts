/** Both ways with an implementation that shares none of our code but the parser of structured fields. */
import { createHmac, generateKeyPairSync, sign, timingSafeEqual, verify } from 'node:crypto';
import { httpbis } from 'http-message-signatures';
import { expect, it } from 'vitest';
import { contentDigest } from './content-digest.js';
import { SignatureProblem } from './problem.js';
import { readSignature } from './read-signature.js';
import { signRequest } from './sign-request.js';
import { signatureBase } from './signature-base.js';
import { isSignedBy, secretKey, type SignatureKey } from './signature-key.js';
import { checkRules } from './signature-rules.js';

const SECRET = 'a shared secret of some length';
const PAIR = generateKeyPairSync('ed25519');
const BODY = '{"model":"chat"}';
const URL = 'https://api.example.com/v1/chat/completions?trace=1';
const COVERED = ['@method', '@target-uri', 'content-digest', '@authority', '@path', '@query', 'content-type'];

interface Suite {
  signer: SignatureKey;
  verifier: SignatureKey;
  theirSign: (base: Buffer) => Buffer;
  theirVerify: (base: Buffer, signature: Buffer) => boolean;
}

const hmac = (base: Buffer) => createHmac('sha256', SECRET).update(base).digest();
const SUITES: Record<string, Suite> = {
  'hmac-sha256': {
    signer: secretKey(SECRET),
    verifier: secretKey(SECRET),
    theirSign: hmac,
    theirVerify: (base, signature) => timingSafeEqual(hmac(base), signature),
  },
  ed25519: {
    signer: { algorithm: 'ed25519', key: PAIR.privateKey },
    verifier: { algorithm: 'ed25519', key: PAIR.publicKey },
    theirSign: (base) => sign(null, base, PAIR.privateKey),
    theirVerify: (base, signature) => verify(null, base, PAIR.publicKey, signature),
  },
};

function plainHeaders(): Record<string, string> {
  return { 'content-type': 'application/json' };
}

it.each(Object.entries(SUITES))('what they sign with %s, we take', async (algorithm, { theirSign, verifier }) => {
  const signed = await httpbis.signMessage(
    {
      key: { id: 'sgs_1', alg: algorithm, sign: (base) => Promise.resolve(theirSign(base)) },
      fields: COVERED,
      params: ['created', 'keyid', 'alg', 'nonce'],
      paramValues: { nonce: 'their-nonce', created: new Date() },
    },
    { method: 'POST', url: URL, headers: { ...plainHeaders(), 'content-digest': contentDigest(BODY) } },
  );
  const headers = Object.fromEntries(
    Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const message = { method: 'POST', targetUri: URL, headers };
  const read = readSignature(headers, () => true);
  if (read === null || read instanceof SignatureProblem) throw new Error('unread');
  expect(checkRules(read, { hasBody: true, nowMs: Date.now() })).not.toBeInstanceOf(SignatureProblem);
  const base = signatureBase(message, read);
  if (base instanceof SignatureProblem) throw new Error(base.reason);
  expect(isSignedBy(verifier, base, read.signature)).toBe(true);
});

it.each(Object.entries(SUITES))('what we sign with %s, they take', async (algorithm, { signer, theirVerify }) => {
  const headers = plainHeaders();
  const created = Math.floor(Date.now() / 1000);
  const options = { keyId: 'sgs_1', key: signer, created, nonce: 'our-nonce-1', body: BODY, also: COVERED.slice(3) };
  const signed = signRequest({ method: 'POST', targetUri: URL, headers }, options);
  const judge = (url: string) =>
    httpbis.verifyMessage(
      {
        keyLookup: () =>
          Promise.resolve({
            id: 'sgs_1',
            algs: [algorithm],
            verify: (base: Buffer, signature: Buffer) => Promise.resolve(theirVerify(base, signature)),
          }),
        requiredParams: ['created', 'nonce', 'keyid', 'alg'],
        requiredFields: ['@method', '@target-uri', 'content-digest'],
      },
      { method: 'POST', url, headers: { ...headers, ...signed } },
    );
  expect(await judge(URL)).toBe(true);
  expect(await judge(`${URL}2`)).not.toBe(true);
});
