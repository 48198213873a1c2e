/** Signs a request as a client does: the headers that go out with it. */
import { serializeDictionary, serializeInnerList } from 'structured-headers';
import { contentDigest, type DigestAlgorithm } from './content-digest.js';
import type { SignedMessage } from './message.js';
import { SignatureProblem } from './problem.js';
import { signatureBase } from './signature-base.js';
import { type SignatureKey, signWith } from './signature-key.js';

export interface SigningOptions {
  readonly keyId: string;
  readonly key: SignatureKey;
  /** Unix seconds. */
  readonly created: number;
  readonly expires?: number;
  readonly nonce: string;
  /** The body; left out for none. */
  readonly body?: Buffer | string;
  readonly digest?: DigestAlgorithm;
  /** Covered beside method, target and digest. */
  readonly also?: readonly string[];
  readonly label?: string;
}

/** `content-digest` (with a body), `signature-input` and `signature`. Throws for a component the message hasn't. */
export function signRequest(message: SignedMessage, options: SigningOptions): Record<string, string> {
  const { keyId, key, created, expires, nonce, body, digest, also = [], label = 'sig1' } = options;
  const digests = body === undefined ? {} : { 'content-digest': contentDigest(body, digest) };
  const covered = ['@method', '@target-uri', ...Object.keys(digests), ...also];
  const components = covered.map((name) => ({ name, params: new Map<string, unknown>() }));
  const signatureParams = new Map<string, string | number>([
    ['created', created],
    ...(expires === undefined ? [] : ([['expires', expires]] as const)),
    ['nonce', nonce],
    ['keyid', keyId],
    ['alg', key.algorithm],
  ]);
  const params = serializeInnerList([covered.map((name) => [name, new Map()]), signatureParams]);
  const base = signatureBase({ ...message, headers: { ...message.headers, ...digests } }, { components, params });
  if (base instanceof SignatureProblem) throw new Error(`${base.part}: ${base.reason}`);
  const signature = new Uint8Array(signWith(key, base));
  return {
    ...digests,
    'signature-input': `${label}=${params}`,
    signature: serializeDictionary(new Map([[label, [signature, new Map()]]])),
  };
}
