/** Appendix B of RFC 9421: its request, its keys, and the signatures it gives. */
import { createPrivateKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { BodyDigest, contentDigest, readContentDigest } from './content-digest.js';
import type { SignedMessage } from './message.js';
import { SignatureProblem } from './problem.js';
import { readSignature } from './read-signature.js';
import { signatureBase } from './signature-base.js';
import { isSignedBy, publicKey, secretKey, type SignatureKey, signWith } from './signature-key.js';

const BODY = '{"hello": "world"}';
const DIGEST = 'WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==';
const SECRET = secretKey(
  Buffer.from('uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==', 'base64'),
);
const PUBLIC = publicKey(Buffer.from('MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=', 'base64'));
const PRIVATE: SignatureKey = {
  algorithm: 'ed25519',
  key: createPrivateKey(
    '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n',
  ),
};

const VECTORS = [
  {
    section: 'B.2.5',
    verifier: SECRET,
    signer: SECRET,
    input: 'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    signature: 'sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:',
    base: [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@authority": example.com',
      '"content-type": application/json',
      '"@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    ],
  },
  {
    section: 'B.2.6',
    verifier: PUBLIC,
    signer: PRIVATE,
    input:
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature: 'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
    base: [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@method": POST',
      '"@path": /foo',
      '"@authority": example.com',
      '"content-type": application/json',
      '"content-length": 18',
      '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    ],
  },
] as const;

function requestWith(input: string, signature: string): SignedMessage {
  return {
    method: 'POST',
    targetUri: 'https://example.com/foo?param=Value&Pet=dog',
    headers: {
      date: 'Tue, 20 Apr 2021 02:07:55 GMT',
      'content-type': 'application/json',
      'content-digest': `sha-512=:${DIGEST}:`,
      'content-length': '18',
      'signature-input': input,
      signature,
    },
  };
}

it.each(VECTORS)('$section: the base, the signature, and no other one', (vector) => {
  const message = requestWith(vector.input, vector.signature);
  const read = readSignature(message.headers, () => true);
  if (read === null || read instanceof SignatureProblem) throw new Error('unread');
  const base = signatureBase(message, read);
  if (base instanceof SignatureProblem) throw new Error(base.reason);
  expect(base.toString('latin1')).toBe(vector.base.join('\n'));
  expect(signWith(vector.signer, base)).toEqual(read.signature);
  expect(isSignedBy(vector.verifier, base, read.signature)).toBe(true);
  const altered = Buffer.from(base);
  altered[3] = (altered[3] ?? 0) ^ 1;
  expect(isSignedBy(vector.verifier, altered, read.signature)).toBe(false);
  expect(isSignedBy(vector.verifier, base, read.signature.subarray(1))).toBe(false);
});

it('the digest of the body', () => {
  expect(contentDigest(BODY, 'sha-512')).toBe(`sha-512=:${DIGEST}:`);
  const expected = readContentDigest(`sha-512=:${DIGEST}:`);
  if (expected instanceof SignatureProblem) throw new Error('unread');
  for (const [body, isRight] of [
    [BODY, true],
    [BODY.replace('w', 'W'), false],
    ['', false],
  ] as const) {
    const digest = new BodyDigest(expected);
    for (const char of body) digest.update(Buffer.from(char));
    expect(digest.matches()).toBe(isRight);
  }
});
