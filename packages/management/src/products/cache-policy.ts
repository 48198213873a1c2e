import { type CachePolicy, CachePolicySchema } from '@turnpike/contracts/management/cache-policy';
import { Prisma, type Transaction } from '@turnpike/db/client';
import { resolveModels } from '../models/resolve-models.js';

/** The policy as its column has it; null for none, and for what no version of ours wrote. */
export function cachePolicyOf(stored: Prisma.JsonValue): CachePolicy | null {
  const read = CachePolicySchema.safeParse(stored);
  return read.success ? read.data : null;
}

/** The column's value. Throws `unknown_reference` where the model that compares questions isn't there. */
export async function cacheColumn(tx: Transaction, policy: CachePolicy | null) {
  if (policy?.semantic != null) await resolveModels(tx, [policy.semantic.embeddingModel]);
  return policy ?? Prisma.DbNull;
}
