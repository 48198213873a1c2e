/**
 * The network's part of "test it". Use cases never call out themselves: whoever runs them brings a probe, which asks a
 * provider once, bounded in time and size, and never throws for what the provider does.
 */
import type { TestModelInput } from '@turnpike/contracts/management/provider-tests';
import type { Prisma } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import { open, providerBinding } from '../credentials/secret-box.js';
import type { ManagementContext } from '../management-context.js';

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

/** Throws `invalid_state` when the credential can't be opened, as after the platform's credential key was lost. */
export function probeTarget(context: ManagementContext, row: Prisma.ProviderModel): ProbeTarget {
  const { id, kind, baseUrl, credentialCiphertext: ciphertext, credentialKeyId: keyId } = row;
  if (ciphertext === null || keyId === null) return { kind, baseUrl, credential: '' };
  try {
    return { kind, baseUrl, credential: open(context.credentialKeys, { ciphertext, keyId }, providerBinding(id)) };
  } catch (cause) {
    const message = `The credential of "${row.slug}" can not be opened with the platform's key: enter it again.`;
    throw new ApiError('invalid_state', { message, cause });
  }
}
