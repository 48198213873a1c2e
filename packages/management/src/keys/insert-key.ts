import type { Prisma, Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { describeKey, generateKey } from '@turnpike/domain/key-format';
import type { ManagementContext } from '../management-context.js';
import { tellKeyCreated } from './key-event.js';
import { HASH_VERSION, hashKey, pepperId } from './key-hash.js';
import type { KeyTerms } from './key-terms.js';

/** What of a key is new with its secret. */
type NewKey = Pick<
  Prisma.ApiKeyUncheckedCreateInput,
  | 'tenantId'
  | 'applicationId'
  | 'name'
  | 'environment'
  | 'createdBy'
  | 'createdAt'
  | 'expiresAt'
  | 'rotatedFromId'
  | 'purpose'
  | 'limits'
  | 'parentId'
  | 'endUser'
> &
  Partial<KeyTerms>;

/** Stores a new key of these facts and tells of it. `key` is the secret, which exists nowhere else. */
export async function insertKey(
  context: ManagementContext,
  tx: Transaction,
  facts: NewKey,
): Promise<{ row: Prisma.ApiKeyModel; key: string }> {
  const { key, columns } = newSecret(context, facts.environment);
  const row = await tx.apiKey.create({ data: { id: newId(), ...facts, ...columns } });
  await tellKeyCreated(tx, row);
  return { row, key };
}

/** A fresh secret, and the columns that recognise it. */
export function newSecret(context: ManagementContext, environment: 'live' | 'test') {
  const key = generateKey(context.keyPrefix, environment);
  const { keyPepper } = context;
  const hash = new Uint8Array(hashKey(keyPepper, key));
  return { key, columns: { hash, hashVersion: HASH_VERSION, pepperId: pepperId(keyPepper), ...describeKey(key) } };
}
