/** A service account's key, as Google's console gives it: a JSON file. */
import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { parseObject, textOf } from '@turnpike/dialects/json';

export interface ServiceAccount {
  readonly email: string;
  readonly keyId: string | null;
  readonly privateKey: KeyObject;
  readonly tokenUri: string;
}

const TOKEN_URI = 'https://oauth2.googleapis.com/token';

/** Null: it is none. Never throws. */
export function parseServiceAccount(credential: string): ServiceAccount | null {
  const json = parseObject(credential);
  const email = textOf(json?.client_email) ?? '';
  const tokenUri = textOf(json?.token_uri) ?? TOKEN_URI;
  const privateKey = readKey(textOf(json?.private_key) ?? '');
  if (email === '' || privateKey === null || !/^https?:$/.test(URL.parse(tokenUri)?.protocol ?? '')) return null;
  return { email, keyId: textOf(json?.private_key_id) || null, privateKey, tokenUri };
}

/** The project that a credential names; null where it names none. Cheaper than reading all of it. */
export function projectOf(credential: string): string | null {
  return textOf(parseObject(credential)?.project_id) || null;
}

function readKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : null;
  } catch {
    return null;
  }
}
