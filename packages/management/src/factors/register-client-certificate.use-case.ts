import { createHash, X509Certificate } from 'node:crypto';
import type { ClientCertificateView, CreateClientCertificateInput } from '@turnpike/contracts/management/factors';
import { isUniqueViolation } from '@turnpike/db/errors';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { lockApplication } from '../applications/lock-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { clientCertificateView } from './client-certificate-view.js';

/** They are all read with the application's callers. */
const MOST = 50;
const SUBJECT_CHARACTERS = 500;

/**
 * Lets an application's calls show a certificate. Whether they may call at all is still their credential's to show; who
 * vouches for the certificate is the terminating proxy's affair. `conflict` for one that is registered already.
 */
export async function registerClientCertificate(
  context: ManagementContext,
  actor: Actor,
  input: CreateClientCertificateInput,
): Promise<ClientCertificateView> {
  const { applicationId, name } = input;
  const facts = readCertificate(input.certificate, context.now());
  const work = inTransaction(context, async (tx) => {
    const application = await lockApplication(tx, actor, { applicationId, permission: 'access:write' });
    const { id, tenantId } = application;
    if (application.archivedAt !== null)
      throw new ApiError('invalid_state', { message: 'The application is archived.' });
    if ((await tx.clientCertificate.count({ where: { applicationId: id } })) >= MOST)
      throw new ApiError('invalid_state', { message: `An application has at most ${MOST} certificates.` });
    const row = await tx.clientCertificate.create({
      data: { id: newId(), tenantId, applicationId: id, name, createdBy: actorUserId(actor), ...facts },
    });
    await raiseEpoch(tx, tenantId);
    const what = { action: 'client-certificate.register', resourceKind: 'client-certificate', resourceId: row.id };
    await writeAudit(tx, actor, { tenantId, ...what, detail: { name, fingerprint: facts.fingerprint } });
    return clientCertificateView(row);
  });
  return work.catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error;
    throw new ApiError('conflict', { message: 'This certificate is registered already.', param: 'certificate' });
  });
}

function readCertificate(pem: string, now: Date) {
  const refuse = (message: string) => new ApiError('validation_failed', { message, param: 'certificate' });
  if (/PRIVATE KEY/.test(pem)) throw refuse('This holds a private key. Give the certificate alone, and keep the key.');
  let certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    throw refuse('This is no certificate in PEM (BEGIN CERTIFICATE).');
  }
  const notAfter = new Date(certificate.validTo);
  if (notAfter <= now) throw refuse(`The certificate has expired on ${notAfter.toISOString()}.`);
  return {
    fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
    subject: certificate.subject.replaceAll('\n', ', ').replaceAll('\0', '').slice(0, SUBJECT_CHARACTERS),
    notAfter,
  };
}
