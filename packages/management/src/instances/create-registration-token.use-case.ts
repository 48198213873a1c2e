import type { CreateRegistrationTokenInput, NewRegistrationTokenView } from '@turnpike/contracts/management/discovery';
import { newId, publicId } from '@turnpike/domain/ids';
import { randomBase62 } from '@turnpike/domain/key-format';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import { hashKey } from '../keys/key-hash.js';
import type { ManagementContext } from '../management-context.js';
import { lockProvider } from '../providers/find-provider.js';
import { registrationTokenView } from './registration-token-view.js';

/** 256 bits of chance. */
const RANDOM_CHARACTERS = 43;
/** Tokens are for groups of instances, not for each of them. */
const MOST_TOKENS = 50;

/**
 * Makes a secret, `<prefix>r_` and 43 characters of chance, with which a provider's instances register themselves. Only
 * its hash is kept: shown this once. Platform admins only.
 */
export async function createRegistrationToken(
  context: ManagementContext,
  actor: Actor,
  input: CreateRegistrationTokenInput & { provider: string },
): Promise<NewRegistrationTokenView> {
  requirePermission(actor, 'catalogue:write');
  const { name } = input;
  const secret = `${context.keyPrefix}r_${randomBase62(RANDOM_CHARACTERS)}`;
  const hash = new Uint8Array(hashKey(context.keyPepper, secret));
  const row = await inTransaction(context, async (tx) => {
    const { id: providerId, slug } = await lockProvider(tx, input.provider);
    if ((await tx.registrationToken.count({ where: { providerId } })) >= MOST_TOKENS)
      throw new ApiError('invalid_state', { message: `A provider has at most ${MOST_TOKENS} registration tokens.` });
    const created = await tx.registrationToken.create({
      data: { id: newId(), providerId, name, hash, last4: secret.slice(-4) },
    });
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'provider.registration_token_create',
      resourceKind: 'provider',
      resourceId: providerId,
      detail: { slug, id: publicId('registrationToken', created.id), name, last4: created.last4 },
    });
    return created;
  });
  return { ...registrationTokenView(row), secret };
}
