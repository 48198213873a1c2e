import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { clientView, WITH_APPLICATION } from './client-view.js';
import { endGrants, tellCallers } from './end-grants.js';
import { lockClient } from './find-client.js';

export interface ClientStatusChange {
  clientId: string;
  reason: string;
}

/** What each change demands of the row and does to it. */
const CHANGES = {
  revoke: (now: Date) => ({ where: { revokedAt: null }, data: { revokedAt: now } }),
  disable: (now: Date) => ({ where: { revokedAt: null, disabledAt: null }, data: { disabledAt: now } }),
  enable: () => ({ where: { revokedAt: null, disabledAt: { not: null } }, data: { disabledAt: null } }),
} as const;

/** Changes the status, once: a client that has it already is answered as it is. Revoking ends what people allowed it. */
export async function changeClientStatus(
  context: ManagementContext,
  actor: Actor,
  change: ClientStatusChange & { to: keyof typeof CHANGES },
): Promise<OAuthClientView> {
  const { clientId, reason, to } = change;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const { id, tenantId, name } = await lockClient(tx, actor, { clientId, permission: 'oauth-client:write' });
    const { where, data } = CHANGES[to](now);
    const { count } = await tx.oAuthClient.updateMany({ where: { id, ...where }, data });
    const row = await tx.oAuthClient.findUniqueOrThrow({ where: { id }, include: WITH_APPLICATION });
    if (to !== 'revoke' && row.revokedAt !== null)
      throw new ApiError('invalid_state', { message: 'The client is revoked, which is for good.' });
    if (count === 1) {
      await tellCallers(tx, row);
      if (to === 'revoke') await endGrants(tx, { clientId: id }, now);
      await writeAudit(tx, actor, {
        tenantId,
        action: `oauth-client.${to}`,
        resourceKind: 'oauth-client',
        resourceId: id,
        detail: { name, reason },
      });
    }
    return clientView(row, now);
  });
}
