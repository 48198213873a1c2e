import type { ClientCertificateView } from '@turnpike/contracts/management/factors';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** A client certificate as the API shows it. */
export function clientCertificateView(row: Prisma.ClientCertificateModel): ClientCertificateView {
  return {
    id: publicId('clientCertificate', row.id),
    tenantId: publicId('tenant', row.tenantId),
    applicationId: publicId('application', row.applicationId),
    name: row.name,
    fingerprint: row.fingerprint,
    subject: row.subject,
    notAfter: row.notAfter.toISOString(),
    createdAt: row.createdAt.toISOString(),
  };
}
