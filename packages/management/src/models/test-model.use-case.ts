import type { ModelTestView, TargetTestView, TestModelInput } from '@turnpike/contracts/management/provider-tests';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import { ATTEMPT_LIMITS, countAttempt } from '../identity/attempts.js';
import type { ManagementContext } from '../management-context.js';
import { WITH_CREDENTIALS } from '../providers/credential-rows.js';
import { probeTarget, type ProviderProbe } from '../providers/target-probe.js';
import { byIdOr } from '../references/unknown-reference.js';

/** A model has a handful of targets; a hundred at once would be a load test of somebody's account. */
const MAX_TARGETS = 10;

const WITH_PROVIDER = { provider: { include: WITH_CREDENTIALS } } as const satisfies Prisma.TargetInclude;

type TargetRow = Prisma.TargetGetPayload<{ include: typeof WITH_PROVIDER }>;

/**
 * Makes one tiny call at each of the model's targets, disabled ones too, so that one can be tried before it is switched
 * on. Goes around admission: nothing is charged, no usage event. Platform admins only, twenty tests a minute; `invalid_state` without
 * a target.
 */
export async function testModel(
  context: ManagementContext,
  actor: Actor,
  input: { model: string; request: TestModelInput; probe: ProviderProbe },
): Promise<ModelTestView> {
  requirePermission(actor, 'catalogue:write');
  await countAttempt(context, ATTEMPT_LIMITS.providerTest, actorId(actor));
  const model = await context.db.prisma.model.findFirst({
    where: byIdOr('model', input.model, 'name'),
    include: {
      targets: { include: WITH_PROVIDER, orderBy: [{ status: 'asc' }, { id: 'asc' }], take: MAX_TARGETS },
    },
  });
  if (model === null) throw new ApiError('not_found');
  if (model.targets.length === 0) throw new ApiError('invalid_state', { message: 'The model has no target to test.' });
  const targets = await Promise.all(model.targets.map((target) => testTarget(context, target, input)));
  const serving = targets.filter(({ targetStatus }) => targetStatus === 'active');
  const ok = serving.length > 0 && serving.every((target) => target.ok);
  await inTransaction(context, (tx) =>
    writeAudit(tx, actor, {
      tenantId: null,
      action: 'model.test',
      resourceKind: 'model',
      resourceId: model.id,
      detail: {
        name: model.name,
        ok,
        targets: targets.map(({ provider, upstreamModel, status, latencyMs, error }) => ({
          provider,
          upstreamModel,
          status,
          latencyMs,
          error: error?.code ?? null,
        })),
      },
    }),
  );
  return { ok, targets, testedAt: context.now().toISOString() };
}

async function testTarget(
  context: ManagementContext,
  row: TargetRow,
  { request, probe }: { request: TestModelInput; probe: ProviderProbe },
): Promise<TargetTestView> {
  const { upstreamModel, provider } = row;
  const usable = row.status === 'active' && provider.status === 'active';
  const facts = {
    targetId: publicId('target', row.id),
    provider: provider.slug,
    upstreamModel,
    targetStatus: usable ? ('active' as const) : ('disabled' as const),
  };
  try {
    const target = probeTarget(context, provider);
    return { ...facts, ...(await probe.call(target, { ...request, upstreamModel })) };
  } catch (error) {
    // One credential that can't be opened must not hide what the other targets answer.
    if (!(error instanceof ApiError)) throw error;
    const { code, message } = error;
    return {
      ...facts,
      ok: false,
      status: null,
      latencyMs: 0,
      error: { code, reason: message },
      tokens: null,
      text: null,
    };
  }
}
