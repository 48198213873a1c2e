import type { Database } from '@turnpike/db/client';

/** What people call a target. */
export interface TargetName {
  readonly provider: string;
  readonly upstreamModel: string;
}

const UNKNOWN: TargetName = { provider: '', upstreamModel: '' };

/** Names of targets by their bare ids; empty ones of those that are gone. */
export async function nameTargets(
  prisma: Database['prisma'],
  ids: readonly string[],
): Promise<(targetId: string) => TargetName> {
  const rows = await prisma.target.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, upstreamModel: true, provider: { select: { slug: true } } },
  });
  const names = new Map(
    rows.map(({ id, upstreamModel, provider }) => [id, { provider: provider.slug, upstreamModel }]),
  );
  return (targetId) => names.get(targetId) ?? UNKNOWN;
}
