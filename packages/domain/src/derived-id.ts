import { v5 } from 'uuid';

const NAMESPACE = '5a1c8a86-0a6f-4c1e-9a67-3f0f4a1f2d11';

/**
 * A UUIDv7 with the timestamp of `uuid` and bits taken from the hash of uuid and role: the same request always yields
 * the same `reaped` and `reversal` event ids, in the same partition; the same event the same delivery to its `callback`.
 */
export function derivedId(uuid: string, role: 'reaped' | 'reversal' | 'callback'): string {
  const hashed = v5(`${uuid}:${role}`, NAMESPACE);
  return `${uuid.slice(0, 13)}-7${hashed.slice(15)}`;
}
