/**
 * API keys: `<prefix>_<live|test>_` + 32 base62 characters + 6 base62 characters of CRC-32 over all before them (the
 * form of GitHub's tokens). The checksum refuses a typo or a truncated paste before any look-up; it is no security.
 */
export type KeyEnvironment = 'live' | 'test';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const PREFIX = /^[a-z][a-z0-9]{0,15}$/;
const KEY = /^([a-z][a-z0-9]{0,15})_(live|test)_([0-9A-Za-z]{38})$/;

/** A new key with 190 bits of randomness. Throws for a prefix that is not 1 to 16 lower-case letters and digits. */
export function generateKey(prefix: string, environment: KeyEnvironment): string {
  if (!PREFIX.test(prefix))
    throw new Error(`key prefix ${JSON.stringify(prefix)} is not lower-case letters and digits`);
  const body = `${prefix}_${environment}_${randomBase62(RANDOM_LENGTH)}`;
  return body + checksum(body);
}

/** Environment of a well-formed key whose checksum fits; null otherwise. */
export function parseKey(key: string): { prefix: string; environment: KeyEnvironment } | null {
  const match = KEY.exec(key);
  if (match === null) return null;
  const body = key.slice(0, -CHECKSUM_LENGTH);
  if (checksum(body) !== key.slice(-CHECKSUM_LENGTH)) return null;
  return { prefix: match[1] as string, environment: match[2] as KeyEnvironment };
}

/** What a person recognises a key by: `tp_live_4fQz` and the last four characters. */
export function describeKey(key: string): { start: string; last4: string } {
  const randomAt = key.lastIndexOf('_') + 1;
  return { start: key.slice(0, randomAt + 4), last4: key.slice(-4) };
}

/** Random base62 text; bytes that would skew the choice are thrown away. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % 62);
    }
  }
  return text;
}

function checksum(body: string): string {
  let value = crc32(body);
  let text = '';
  for (let index = 0; index < CHECKSUM_LENGTH; index++) {
    text = ALPHABET.charAt(value % 62) + text;
    value = Math.floor(value / 62);
  }
  return text;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 (IEEE 802.3) of ASCII text. */
function crc32(text: string): number {
  let value = 0xffffffff;
  for (let index = 0; index < text.length; index++) {
    value = (CRC_TABLE[(value ^ text.charCodeAt(index)) & 0xff] as number) ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}
