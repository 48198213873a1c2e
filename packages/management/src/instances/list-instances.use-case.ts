import type { InstancesView } from '@turnpike/contracts/management/discovery';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { findProvider } from '../providers/find-provider.js';

/** Which instances of a provider the gateway knows of now, and what its last look failed with. Platform admins only. */
export async function listInstances(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string },
): Promise<InstancesView> {
  const { id } = await findProvider(context, actor, input.provider);
  const { routing } = context;
  if (routing === null) throw new ApiError('invalid_state', { message: 'Instances are known to the gateway alone.' });
  return routing.instancesOf(id);
}
