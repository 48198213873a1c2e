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
} as const; // prettier-ignore

export type IdKind = keyof typeof ID_PREFIXES;

/** A new UUIDv7 in canonical form, monotonic within the process. */
export function newId(): string {
  return v7();
}

/** `req_` + 32 hex digits. */
export function publicId(kind: IdKind, uuid: string): string {
  return `${ID_PREFIXES[kind]}_${uuid.replaceAll('-', '')}`;
}

const HEX_32 = /^[0-9a-f]{32}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

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
