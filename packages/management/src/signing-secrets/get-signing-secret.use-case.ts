import type { SigningSecretView } from '@turnpike/contracts/management/signing';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findSigningSecret } from './find-signing-secret.js';
import { signingSecretView } from './signing-secret-view.js';

/** One signing secret, without what it signs with. */
export async function getSigningSecret(
  context: ManagementContext,
  actor: Actor,
  input: { signingSecretId: string },
): Promise<SigningSecretView> {
  const row = await findSigningSecret(context.db.prisma, actor, { ...input, permission: 'signing-secret:read' });
  return signingSecretView(row, context.now());
}
