import type { CreateUserInput, UserView } from '@turnpike/contracts/management/identity';
import { isForeignKeyViolation } from '@turnpike/db/errors';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { refuseDuplicate } from '../references/choose-slug.js';
import { requireId } from '../references/require-id.js';
import { requireGoodPassword } from './good-password.js';
import { hashPassword } from './password.js';
import { userView, WITH_MEMBERSHIPS } from './user-view.js';

/** Adds a person, as a member of a tenant where one is named. Platform admins only; `conflict` for a known e-mail. */
export async function createUser(context: ManagementContext, actor: Actor, input: CreateUserInput): Promise<UserView> {
  requirePermission(actor, 'user:write');
  const { email, name, platformAdmin, role } = input;
  const tenantId = input.tenantId === undefined ? null : requireId('tenant', input.tenantId);
  await requireGoodPassword(context, 'password', { password: input.password, email, name });
  const passwordHash = await hashPassword(input.password);
  const create = () =>
    inTransaction(context, async (tx) => {
      const row = await tx.user.create({
        data: {
          id: newId(),
          email,
          name,
          platformAdmin,
          passwordHash,
          // An admin vouches for the address.
          emailVerifiedAt: context.now(),
          ...(tenantId === null ? {} : { memberships: { create: { tenantId, role } } }),
        },
        include: WITH_MEMBERSHIPS,
      });
      await writeAudit(tx, actor, {
        tenantId,
        action: 'user.create',
        resourceKind: 'user',
        resourceId: row.id,
        detail: { email, name, platformAdmin, ...(tenantId === null ? {} : { role }) },
      });
      return row;
    });
  try {
    return userView(await refuseDuplicate('email', email, create));
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new ApiError('not_found', { cause: error });
    throw error;
  }
}
