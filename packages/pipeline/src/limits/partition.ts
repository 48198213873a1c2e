/** For whom a limit counts apart: the last part of its count's name. */
import { hash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { Limit } from '@turnpike/contracts/limits';
import type { LimitFacts } from './call-limits.js';

type Per = NonNullable<Limit['per']>;

/**
 * `:u<hash>`, `:m<model id>` or `:a<network>`; empty where nothing tells calls apart, which are then counted together.
 * Null for a limit per model where no model is asked.
 */
export function partitionOf(per: Per, facts: Pick<LimitFacts, 'endUser' | 'model' | 'address'>): string | null {
  if (per === 'end_user') return facts.endUser === null ? '' : `:u${hashOf(facts.endUser)}`;
  if (per === 'model') return facts.model === null ? null : `:m${facts.model.id}`;
  return facts.address === null ? '' : `:a${networkOf(facts.address)}`;
}

const HASH_LENGTH = 22;

/** 132 bits: whoever chooses names can't choose the count of somebody else. */
function hashOf(endUser: string): string {
  return hash('sha256', endUser, 'base64url').slice(0, HASH_LENGTH);
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const GROUPS_OF_NETWORK = 4;

/** An IPv4 address, or the /64 of an IPv6 one: nobody is given less, and could use all of it. */
function networkOf(address: string): string {
  const bare = address.split('%', 1)[0] ?? '';
  const mapped = MAPPED.exec(bare)?.[1] ?? bare;
  if (isIPv4(mapped)) return mapped;
  if (!isIPv6(bare)) return 'unknown';
  const [head = '', tail] = bare.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // An IPv4 tail stands for two groups; only how many there are matters here.
  const missing = GROUPS - groups.length - after.length - (after.at(-1)?.includes('.') === true ? 1 : 0);
  if (tail !== undefined) groups.push(...Array.from({ length: missing }, () => '0'), ...after);
  const network = groups.slice(0, GROUPS_OF_NETWORK).map((group) => Number.parseInt(group, 16).toString(16));
  return network.join('-');
}
