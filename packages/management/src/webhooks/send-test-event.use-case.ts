import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { emitEvent } from './emit-event.js';
import { findEndpoint } from './find-endpoint.js';

/** Sends an endpoint a `webhook.test`, whatever events it asked for. One that is not enabled is `invalid_state`. */
export async function sendTestEvent(
  context: ManagementContext,
  actor: Actor,
  input: { endpointId: string },
): Promise<void> {
  await inTransaction(context, async (tx) => {
    const { id, tenantId, state } = await findEndpoint(tx, actor, { ...input, permission: 'webhook:write' });
    if (state !== 'enabled') throw new ApiError('invalid_state', { message: 'Enable the endpoint first.' });
    const data = { endpointId: publicId('webhook', id), message: 'This is a test.' };
    await emitEvent(tx, { tenantId, type: 'webhook.test', data, endpointId: id });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'webhook.test',
      resourceKind: 'webhook',
      resourceId: id,
    });
  });
}
