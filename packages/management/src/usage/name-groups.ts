import type { UsageFigures, UsageGroup } from '@turnpike/contracts/management/usage';
import type { Database } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { UsageQuestion } from './usage-question.js';

type NameGroup = (ranked: { group: string; figures: UsageFigures }) => UsageGroup;

/** Gives groups their public keys and the names people know them by; a thing that is gone has only its key. */
export async function nameGroups(
  db: Database,
  { groupBy, tenantId }: UsageQuestion,
  groups: readonly string[],
): Promise<NameGroup> {
  if (groupBy === 'none') return ({ figures }) => ({ key: null, label: null, figures });
  if (groupBy === 'model' || groupBy === 'environment') {
    return ({ group, figures }) => ({ key: group, label: group, figures });
  }
  const where = { tenantId, id: { in: [...groups] } };
  const names = new Map<string, string>();
  if (groupBy === 'application') {
    const rows = await db.prisma.application.findMany({ where, select: { id: true, name: true } });
    for (const { id, name } of rows) names.set(id, name);
  } else {
    const rows = await db.prisma.apiKey.findMany({ where, select: { id: true, name: true, last4: true } });
    for (const { id, name, last4 } of rows) names.set(id, `${name} …${last4}`);
  }
  return ({ group, figures }) => ({ key: publicId(groupBy, group), label: names.get(group) ?? null, figures });
}
