import type { ClientCertificateView } from '@turnpike/contracts/management/factors';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import type { ManagementContext } from '../management-context.js';
import { clientCertificateView } from './client-certificate-view.js';

/** The certificates an application's calls may show, newest first. */
export async function listClientCertificates(
  context: ManagementContext,
  actor: Actor,
  input: { applicationId: string },
): Promise<{ items: ClientCertificateView[] }> {
  const { id } = await findApplication(context, actor, { ...input, permission: 'access:read' });
  const rows = await context.db.prisma.clientCertificate.findMany({
    where: { applicationId: id },
    orderBy: { id: 'desc' },
  });
  return { items: rows.map(clientCertificateView) };
}
