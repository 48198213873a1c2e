import type { ManagementContext } from '../management-context.js';
import { requireAddress, requireRegistration, requireRouting } from './require-registration.js';
import type { Registrar } from './resolve-registrar.use-case.js';

/** Takes an instance of the registrar's provider out at once, one that is not there too. Throws as registering does. */
export async function withdrawInstance(
  context: ManagementContext,
  registrar: Registrar,
  input: { address: string },
): Promise<void> {
  const { allowedNetworks } = requireRegistration(registrar);
  const address = requireAddress(input.address, allowedNetworks);
  await requireRouting(context).withdraw(registrar.providerId, address);
}
