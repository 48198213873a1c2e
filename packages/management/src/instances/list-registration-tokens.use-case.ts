import type { RegistrationTokenView } from '@turnpike/contracts/management/discovery';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findProvider } from '../providers/find-provider.js';
import { registrationTokenView } from './registration-token-view.js';

/** A provider's registration tokens, newest first, without their secrets. Platform admins only. */
export async function listRegistrationTokens(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string },
): Promise<{ items: RegistrationTokenView[] }> {
  const { id: providerId } = await findProvider(context, actor, input.provider);
  const rows = await context.db.prisma.registrationToken.findMany({ where: { providerId }, orderBy: { id: 'desc' } });
  return { items: rows.map(registrationTokenView) };
}
