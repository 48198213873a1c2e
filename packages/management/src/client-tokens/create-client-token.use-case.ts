import { LimitsSchema } from '@turnpike/contracts/limits';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { ApplicationActor } from '../actor.js';
import { inTransaction } from '../changes/change.js';
import { insertKey } from '../keys/insert-key.js';
import type { ManagementContext } from '../management-context.js';

/** Live ones of one key. The thousandth of a second user costs no more than the first: they are rows, swept at their end. */
const MOST_LIVE = 10_000;

const NAME = 'Client token';

export interface CreateClientTokenInput {
  readonly ttlSeconds: number;
  readonly endUser: string | null;
  /** Null: those of the key. */
  readonly models: readonly string[] | null;
  /** Decimal string in the tenant's currency; null: what the key may spend. */
  readonly budget: string | null;
}

export interface CreatedClientToken {
  /** Bare. */
  readonly id: string;
  readonly token: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * Makes a credential of minutes in the name of a key, which is who acts. It never outlives that key, and may do at every
 * moment what the key may: scopes, limits and state are the key's own, looked at together. Networks aren't: a phone is
 * elsewhere. `forbidden` for any credential but a key that people made.
 */
export async function createClientToken(
  context: ManagementContext,
  actor: ApplicationActor,
  input: CreateClientTokenInput,
): Promise<CreatedClientToken> {
  const { tenantId, applicationId, apiKeyId } = actor;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const parent = await lockParent(tx, { id: apiKeyId, tenantId, applicationId });
    await requireRoom(tx, parent.id, now);
    requireModels(parent, input.models);
    const end = new Date(now.getTime() + input.ttlSeconds * 1000);
    const expiresAt = parent.expiresAt !== null && parent.expiresAt < end ? parent.expiresAt : end;
    const { row, key } = await insertKey(context, tx, {
      tenantId,
      applicationId,
      name: NAME,
      environment: parent.environment,
      purpose: 'client',
      createdBy: null,
      createdAt: now,
      expiresAt,
      parentId: parent.id,
      endUser: input.endUser,
      models: [...(input.models ?? [])],
      ...(input.budget === null ? {} : { limits: budgetOf(input.budget) }),
    });
    return { id: row.id, token: key, createdAt: row.createdAt, expiresAt };
  });
}

type Parent = Prisma.ApiKeyModel;

/** Locked, so that its tokens are counted one after another. */
async function lockParent(
  tx: Transaction,
  where: { id: string; tenantId: string; applicationId: string },
): Promise<Parent> {
  await tx.$queryRaw`SELECT FROM api_keys WHERE id = ${where.id}::uuid FOR NO KEY UPDATE`;
  const parent = await tx.apiKey.findFirst({ where });
  if (parent === null || parent.purpose !== 'secret') {
    throw new ApiError('forbidden', { message: 'Client tokens are made with an API key, on your server.' });
  }
  return parent;
}

async function requireRoom(tx: Transaction, parentId: string, now: Date): Promise<void> {
  const live = await tx.apiKey.count({ where: { parentId, revokedAt: null, expiresAt: { gt: now } } });
  if (live < MOST_LIVE) return;
  const message = `The key has ${MOST_LIVE} client tokens that still live, which is the most it may have.`;
  throw new ApiError('rate_limit_exceeded', { message, details: { limit: 'client_tokens', allowed: MOST_LIVE } });
}

function requireModels({ models: allowed }: Parent, asked: readonly string[] | null): void {
  const beyond = asked?.find((model) => allowed.length > 0 && !allowed.includes(model));
  if (beyond === undefined) return;
  const message = `The key may not ask the model '${beyond}', and so its client tokens may not.`;
  throw new ApiError('model_not_permitted', { message, param: 'models' });
}

/** One budget over the token's whole life, which the corridor counts in the place of a calendar's. */
function budgetOf(amount: string): Prisma.InputJsonValue {
  return LimitsSchema.parse([{ kind: 'budget', name: 'budget', amount, period: 'day', stop: 'hard' }]);
}
