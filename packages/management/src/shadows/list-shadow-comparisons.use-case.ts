import type { Page } from '@turnpike/contracts/management/fields';
import type { ListShadowComparisonsInput, ShadowComparisonView } from '@turnpike/contracts/management/shadows';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { nameTargets, type TargetName } from './name-targets.js';

/** What calls' shadows were beside the answers given, newest first; of one model, by its public name, or of all. Platform admins only. */
export async function listShadowComparisons(
  context: ManagementContext,
  actor: Actor,
  input: ListShadowComparisonsInput,
): Promise<Page<ShadowComparisonView>> {
  requirePermission(actor, 'catalogue:read');
  const keyset = readKeyset(input);
  const { prisma } = context.db;
  const rows = await prisma.shadowComparison.findMany({
    where: { ...afterCursor(keyset), ...(input.model === undefined ? {} : { model: input.model }) },
    ...newestFirst(keyset),
  });
  const nameOf = await nameTargets(
    prisma,
    rows.flatMap(({ targetId, shadowTargetId }) => [targetId, shadowTargetId]),
  );
  return toPage(rows, keyset, (row) => comparisonView(row, nameOf));
}

function comparisonView(
  row: Prisma.ShadowComparisonModel,
  nameOf: (targetId: string) => TargetName,
): ShadowComparisonView {
  const { id, requestId, targetId, shadowTargetId, startedAt, ...facts } = row;
  return {
    id: publicId('shadowComparison', id),
    requestId: publicId('request', requestId),
    targetId: publicId('target', targetId),
    shadowTargetId: publicId('target', shadowTargetId),
    provider: nameOf(targetId).provider,
    shadowProvider: nameOf(shadowTargetId).provider,
    ...facts,
    startedAt: startedAt.toISOString(),
  };
}
