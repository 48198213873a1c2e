/**
 * The network's part of "test it". Use cases never call out themselves: whoever runs them brings a probe, which asks a
 * provider once, bounded in time and size, and never throws for what the provider does.
 */
import type { TestModelInput } from '@turnpike/contracts/management/provider-tests';
import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import { openedCredential, type ProviderRow } from './credential-rows.js';

/** Where to ask, with the credential in the clear: it stays in memory and goes nowhere but to that provider. */
export interface ProbeTarget {
  kind: string;
  baseUrl: string;
  credential: string;
}

export interface ProbeOutcome {
  ok: boolean;
  status: number | null;
  latencyMs: number;
  error: { code: string; reason: string } | null;
}

export interface ProviderProbe {
  /** Asks for the list of models. */
  listModels(target: ProbeTarget): Promise<ProbeOutcome & { models: string[]; modelCount: number }>;
  /** Makes one tiny call of that model. */
  call(
    target: ProbeTarget,
    request: TestModelInput & { upstreamModel: string },
  ): Promise<ProbeOutcome & { tokens: { input: number; output: number } | null; text: string | null }>;
}

/**
 * Asks with the credential of that id (a uuid), else with the first active one. Throws `invalid_state` when it can't be
 * opened, as after its encryption key was lost, and `not_found` when there is none of that id.
 */
export function probeTarget(context: ManagementContext, row: ProviderRow, credentialId?: string): ProbeTarget {
  const { kind, baseUrl, credentials } = row;
  const chosen = credentials.find(({ id, status }) =>
    credentialId === undefined ? status === 'active' : id === credentialId,
  );
  if (credentialId !== undefined && chosen === undefined) throw new ApiError('not_found');
  if (credentials.length === 0) return { kind, baseUrl, credential: '' };
  if (chosen === undefined)
    throw new ApiError('invalid_state', { message: `Every credential of "${row.slug}" is disabled.` });
  const credential = openedCredential(context.credentialKeys, chosen);
  if (credential !== null) return { kind, baseUrl, credential };
  const message = `The credential "${chosen.name}" of "${row.slug}" can not be opened: this process has no encryption key ${chosen.keyId}. Enter it again, or bring the key back.`;
  throw new ApiError('invalid_state', { message });
}
