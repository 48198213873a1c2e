/**
 * Ids are UUIDv7: `uuid` columns inside, a prefix and 32 hex digits at the edge (`req_01932f…`), so that a person sees
 * what an id names and a wrong kind of id is refused before any look-up.
 */
import { v7 } from 'uuid';

/** Prefixes of public ids. */
export const ID_PREFIXES = {
  request: 'req', key: 'key', tenant: 'ten', application: 'app', subscription: 'sub', product: 'prd', plan: 'pln',
  provider: 'prv', model: 'mdl', target: 'tgt', user: 'usr', session: 'ses', event: 'evt', audit: 'aud',
  ledgerTransaction: 'ltx', ledgerEntry: 'len', lot: 'lot', job: 'job', webhook: 'whk', invoice: 'inv', managementKey: 'mky',
  payment: 'pay', notice: 'ntc', invitation: 'ivt', identity: 'idn', message: 'msg', delivery: 'dlv', deliveryAttempt: 'att',
  credential: 'crd', registrationToken: 'rgt', shadowComparison: 'shc',
  signingSecret: 'sgs', oauthClient: 'oac', oauthGrant: 'oag', tokenIssuer: 'tki', role: 'rol', accessPolicy: 'pol',
  securityEvent: 'sec', clientToken: 'ctk', clientCertificate: 'cct',
} as const; // prettier-ignore

export type IdKind = keyof typeof ID_PREFIXES;

const POOL_BYTES = 4_096;
const ID_RANDOM_BYTES = 16;
const pool = new Uint8Array(POOL_BYTES);
let poolAt = POOL_BYTES;
let lastMs = 0;
let sequence = 0;

/**
 * A new UUIDv7 in canonical form, rising within the process (RFC 9562, a counter within the millisecond). Randomness is
 * drawn for many ids at once: one by one it costs more than everything else here.
 */
export function newId(): string {
  if (poolAt === POOL_BYTES) {
    crypto.getRandomValues(pool);
    poolAt = 0;
  }
  const random = pool.subarray(poolAt, (poolAt += ID_RANDOM_BYTES));
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(6) & 0x3fff_ffff;
  } else sequence += 1;
  return v7({ random, msecs: lastMs, seq: sequence });
}

/** `req_` + 32 hex digits. */
export function publicId(kind: IdKind, uuid: string): string {
  return `${ID_PREFIXES[kind]}_${uuid.replaceAll('-', '')}`;
}

const HEX_32 = /^[0-9a-f]{32}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a uuid in canonical form, lower case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The uuid behind a public id of this kind, or a bare uuid as it is; null when it is neither. */
export function parseId(kind: IdKind, text: string): string | null {
  const lower = text.toLowerCase();
  if (UUID.test(lower)) return lower;
  const prefix = `${ID_PREFIXES[kind]}_`;
  if (!lower.startsWith(prefix)) return null;
  const hex = lower.slice(prefix.length);
  if (!HEX_32.test(hex)) return null;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Unix milliseconds in the first 48 bits of a UUIDv7. */
export function idTimestampMs(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

/** The smallest UUIDv7 of a millisecond: bounds time ranges on id columns. */
export function idFloor(unixMs: number): string {
  const hex = Math.max(0, Math.floor(unixMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
