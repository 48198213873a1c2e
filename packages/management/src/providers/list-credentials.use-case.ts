import type { CredentialView } from '@turnpike/contracts/management/provider-credentials';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { credentialView } from './credential-view.js';
import { findProvider } from './find-provider.js';

/** A provider's credentials, oldest first, without their secrets. Platform admins only. */
export async function listCredentials(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string },
): Promise<{ items: CredentialView[] }> {
  const { credentials } = await findProvider(context, actor, input.provider);
  return { items: credentials.map((row) => credentialView(context.credentialKeys, row)) };
}
