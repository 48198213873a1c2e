import type { UsageFigures, UsageGroup } from '@turnpike/contracts/management/usage';
import type { Database } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { loadCredentials } from '../calls/credential-names.js';
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
  const shown = new Map<string, Pick<UsageGroup, 'key' | 'label'>>();
  if (groupBy === 'application') {
    const rows = await db.prisma.application.findMany({ where, select: { id: true, name: true } });
    for (const { id, name } of rows) shown.set(id, { key: publicId(groupBy, id), label: name });
  } else {
    const rows = await db.prisma.apiKey.findMany({ where, select: { id: true, name: true, last4: true } });
    for (const { id, name, last4 } of rows) shown.set(id, { key: publicId(groupBy, id), label: `${name} …${last4}` });
    // What is no key goes by its own id, which calls are found by.
    const others = groups.filter((id) => !shown.has(id));
    for (const [id, { id: key, name }] of await loadCredentials(db, others)) shown.set(id, { key, label: name });
  }
  return ({ group, figures }) => ({ ...(shown.get(group) ?? { key: publicId(groupBy, group), label: null }), figures });
}
