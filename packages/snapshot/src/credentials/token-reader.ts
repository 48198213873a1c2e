/** Credentials that are JWTs: told from others by their form, and from each other by their issuer. */
import type { Caller } from '@turnpike/pipeline/caller';
import { decodeJwt, type JWTPayload } from 'jose';
import type { CredentialReader } from '../caller-cache.js';

/** One kind of JWT. */
export interface TokenReader {
  /** By claims that nobody checked yet. */
  isOf(claims: JWTPayload): Promise<boolean>;
  /** As a `CredentialReader` does. */
  load(credential: string): Promise<Caller | null>;
  loadById(id: string): Promise<Caller | null>;
}

/** Base64url of `{"`, then three parts: no key looks like that. Longer ones are nobody's. */
const FORM = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;
const MAX_LENGTH = 8_192;

/** Reads JWTs by the first reader whose they say they are. */
export function jwtReader(readers: readonly TokenReader[]): CredentialReader {
  return {
    recognises: (credential) => credential.length <= MAX_LENGTH && FORM.test(credential),
    async load(credential) {
      const claims = claimsOf(credential);
      if (claims === null) return null;
      for (const reader of readers) if (await reader.isOf(claims)) return reader.load(credential);
      return null;
    },
    async loadById(id) {
      for (const reader of readers) {
        const caller = await reader.loadById(id);
        if (caller !== null) return caller;
      }
      return null;
    },
  };
}

function claimsOf(credential: string): JWTPayload | null {
  try {
    return decodeJwt(credential);
  } catch {
    return null;
  }
}
