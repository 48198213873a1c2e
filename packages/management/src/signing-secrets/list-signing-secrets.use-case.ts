import type { Page } from '@turnpike/contracts/management/fields';
import type { ListSigningSecretsInput, SigningSecretView } from '@turnpike/contracts/management/signing';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { OMIT_SECRET, signingSecretView, whereStatus, WITH_APPLICATION } from './signing-secret-view.js';

/** Those of the tenants the actor may look into, of one of them, or of one application. Newest first. */
export async function listSigningSecrets(
  context: ManagementContext,
  actor: Actor,
  input: ListSigningSecretsInput,
): Promise<Page<SigningSecretView>> {
  const { applicationId, status } = input;
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'signing-secret:read', tenantId);
  const application =
    applicationId === undefined
      ? null
      : await findApplication(context, actor, { applicationId, permission: 'signing-secret:read' });
  const keyset = readKeyset(input);
  const now = context.now();
  const rows = await context.db.prisma.signingSecret.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        readable === null ? {} : { tenantId: { in: readable } },
        application === null ? {} : { applicationId: application.id },
        status === undefined ? {} : whereStatus(status, now),
      ],
    },
    omit: OMIT_SECRET,
    include: WITH_APPLICATION,
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, (row) => signingSecretView(row, now));
}
