import type { Prisma, Transaction } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';

/** Who an actor is, for people. Null where nobody is there any more, or it isn't the reader's to know. */
export interface ActorName {
  name: string | null;
  email: string | null;
}

type Readers = Pick<Transaction, 'user' | 'apiKey' | 'managementKey'>;
type Entry = Pick<Prisma.AuditEntryModel, 'actorKind' | 'actorId'>;

const NOBODY: ActorName = { name: null, email: null };

/**
 * Names the actors of audit entries the reader may see, in at most three queries. Members acted in a tenant the reader
 * belongs to, and keys are its own; who runs the platform is named to the platform alone.
 */
export async function nameActors(
  db: Readers,
  entries: readonly Entry[],
  reader: { isPlatform: boolean },
): Promise<(entry: Entry) => ActorName> {
  const people = idsOf(entries, 'user', reader.isPlatform ? ['member', 'platform_admin'] : ['member']);
  const keys = idsOf(entries, 'key', ['application']);
  const managementKeys = reader.isPlatform ? idsOf(entries, 'managementKey', ['platform_admin']) : [];
  const [users, apiKeys, platformKeys] = await Promise.all([
    people.length === 0
      ? []
      : db.user.findMany({ where: { id: { in: people } }, select: { id: true, name: true, email: true } }),
    keys.length === 0 ? [] : db.apiKey.findMany({ where: { id: { in: keys } }, select: { id: true, name: true } }),
    managementKeys.length === 0
      ? []
      : db.managementKey.findMany({ where: { id: { in: managementKeys } }, select: { id: true, name: true } }),
  ]);
  const names = new Map<string, ActorName>();
  for (const { id, name, email } of users) names.set(id, { name: name === '' ? null : name, email });
  for (const { id, name } of [...apiKeys, ...platformKeys]) names.set(id, { name, email: null });
  return ({ actorKind, actorId }) => {
    if (actorKind === 'system') return { name: actorId, email: null };
    return names.get(bareId(actorId) ?? '') ?? NOBODY;
  };
}

function idsOf(entries: readonly Entry[], kind: 'user' | 'key' | 'managementKey', actorKinds: string[]): string[] {
  const ids = entries
    .filter(({ actorKind }) => actorKinds.includes(actorKind))
    .map(({ actorId }) => parseId(kind, actorId ?? ''));
  return [...new Set(ids.filter((id) => id !== null))];
}

function bareId(actorId: string | null): string | null {
  if (actorId === null) return null;
  return parseId('user', actorId) ?? parseId('key', actorId) ?? parseId('managementKey', actorId);
}
