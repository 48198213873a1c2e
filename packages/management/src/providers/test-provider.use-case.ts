import type { ProviderTestView } from '@turnpike/contracts/management/provider-tests';
import { publicId } from '@turnpike/domain/ids';
import { actorId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import { ATTEMPT_LIMITS, countAttempt } from '../identity/attempts.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { findProvider } from './find-provider.js';
import { probeTarget, type ProviderProbe } from './target-probe.js';

/** Asks the provider for its models, with that credential or its first active one. Nothing is charged. Platform admins only, twenty tests a minute. */
export async function testProvider(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string; credentialId?: string; probe: ProviderProbe },
): Promise<ProviderTestView> {
  requirePermission(actor, 'catalogue:write');
  await countAttempt(context, ATTEMPT_LIMITS.providerTest, actorId(actor));
  const provider = await findProvider(context, actor, input.provider);
  const { credentialId } = input;
  const credential = credentialId === undefined ? undefined : requireId('credential', credentialId);
  const outcome = await input.probe.listModels(probeTarget(context, provider, credential));
  const { ok, status, latencyMs, error } = outcome;
  await inTransaction(context, (tx) =>
    writeAudit(tx, actor, {
      tenantId: null,
      action: 'provider.test',
      resourceKind: 'provider',
      resourceId: provider.id,
      detail: {
        slug: provider.slug,
        ...(credential === undefined ? {} : { id: publicId('credential', credential) }),
        ok,
        status,
        latencyMs,
        error: error?.code ?? null,
      },
    }),
  );
  return { ...outcome, testedAt: context.now().toISOString() };
}
