import type { ProviderView } from '@turnpike/contracts/management/providers';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findProvider } from './find-provider.js';
import { providerView } from './provider-view.js';

/** One provider by slug or id. Platform admins only. */
export async function getProvider(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string },
): Promise<ProviderView> {
  return providerView(await findProvider(context, actor, input.provider));
}
