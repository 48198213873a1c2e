/** Signing secrets of the corridor's tests, and requests that are signed with them. */
import { generateKeyPairSync } from 'node:crypto';
import { newId, publicId } from '@turnpike/domain/ids';
import type { Caller } from '@turnpike/pipeline/caller';
import { secretKey, type SignatureKey } from '@turnpike/signatures/signature-key';
import { signRequest, type SigningOptions } from '@turnpike/signatures/sign-request';
import type { Account, Corridor } from './corridor.fixture.js';

export interface Signer {
  readonly keyId: string;
  /** What it signs with. */
  readonly key: SignatureKey;
  readonly caller: Caller;
}

/** A signing secret of an account's application. */
export function addSigner(
  { stores }: Corridor,
  { stored }: Account,
  given: { algorithm?: 'hmac-sha256' | 'ed25519'; caller?: Partial<Caller> } = {},
): Signer {
  const { key, verifier } = given.algorithm === 'ed25519' ? newPair() : newSecret();
  const none = { scopes: null, models: null, addresses: null, limits: [], endUser: null, userId: null };
  const terms = { ...none, kind: 'signature' as const, signatureKey: verifier };
  const caller: Caller = { ...stored.caller, keyId: newId(), terms, ...given.caller };
  const keyId = publicId('signingSecret', caller.keyId);
  stores.callersByKey.set(`sig:${keyId}`, caller);
  return { keyId, key, caller };
}

function newSecret(): { key: SignatureKey; verifier: SignatureKey } {
  const key = secretKey(newId());
  return { key, verifier: key };
}

function newPair(): { key: SignatureKey; verifier: SignatureKey } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { key: { algorithm: 'ed25519', key: privateKey }, verifier: { algorithm: 'ed25519', key: publicKey } };
}

export interface SignedCall {
  readonly method?: string;
  /** Absolute. */
  readonly url: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

/** Headers of a call with its signature; `change` is what is signed otherwise. */
export function signedHeaders(
  signer: Pick<Signer, 'keyId' | 'key'>,
  call: SignedCall,
  change: Partial<SigningOptions> & { targetUri?: string; method?: string } = {},
): Record<string, string> {
  const { targetUri = call.url, method = call.method ?? 'POST', ...options } = change;
  const headers = { ...(call.body === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers };
  const created = Math.floor(Date.now() / 1000);
  const usual = { keyId: signer.keyId, key: signer.key, created, nonce: newId() };
  const body = call.body === undefined ? {} : { body: call.body };
  return { ...headers, ...signRequest({ method, targetUri, headers }, { ...usual, ...body, ...options }) };
}

/** Sends it as it is. */
export function send({ method = 'POST', url, body }: SignedCall, headers: Record<string, string>): Promise<Response> {
  return fetch(url, { method, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) });
}
