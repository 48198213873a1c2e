import type { ClientCertificateView } from '@turnpike/contracts/management/factors';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { clientCertificateView } from './client-certificate-view.js';

/** Takes a certificate from its application: it counts for nothing from then on. */
export async function removeClientCertificate(
  context: ManagementContext,
  actor: Actor,
  input: { certificateId: string },
): Promise<ClientCertificateView> {
  const id = requireId('clientCertificate', input.certificateId);
  return inTransaction(context, async (tx) => {
    const row = await tx.clientCertificate.findUnique({ where: { id } });
    if (row === null) throw new ApiError('not_found');
    const { tenantId, name, fingerprint } = row;
    requirePermission(actor, 'access:write', { tenantId });
    await tx.clientCertificate.delete({ where: { id } });
    await raiseEpoch(tx, tenantId);
    const what = { action: 'client-certificate.remove', resourceKind: 'client-certificate', resourceId: id };
    await writeAudit(tx, actor, { tenantId, ...what, detail: { name, fingerprint } });
    return clientCertificateView(row);
  });
}
