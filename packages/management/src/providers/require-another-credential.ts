import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { ProviderRow } from './credential-rows.js';

/**
 * Throws `invalid_state` when a provider that serves models would be left without an active credential and nobody said
 * that this is meant.
 */
export async function requireAnotherCredential(
  tx: Transaction,
  provider: ProviderRow,
  leaving: { id: string; force: boolean },
): Promise<void> {
  const { id, force } = leaving;
  const [lost] = provider.credentials.filter((row) => row.id === id && row.status === 'active');
  const others = provider.credentials.some((row) => row.id !== id && row.status === 'active');
  if (force || lost === undefined || others || provider.status !== 'active') return;
  const models = await tx.target.count({ where: { providerId: provider.id, status: 'active' } });
  if (models === 0) return;
  const message = `"${lost.name}" is the last active credential of "${provider.slug}", which serves models: say force to go on.`;
  throw new ApiError('invalid_state', { message, param: 'force' });
}
