import type { WebhookEventData } from '@turnpike/contracts/webhook-event';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { emitEvent } from '../webhooks/emit-event.js';

type Key = Pick<Prisma.ApiKeyModel, 'id' | 'tenantId' | 'applicationId' | 'name' | 'environment' | 'last4' | 'purpose'>;

/** Has a tenant's webhooks told that a key was made; not of a playground's, which nobody manages. */
export async function tellKeyCreated(tx: Transaction, key: Key): Promise<void> {
  if (key.purpose !== 'secret') return;
  await emitEvent(tx, { tenantId: key.tenantId, type: 'key.created', data: dataOf(key) });
}

/** Has a tenant's webhooks told that a key is refused from now on. */
export async function tellKeyRevoked(tx: Transaction, key: Key, reason: string): Promise<void> {
  if (key.purpose !== 'secret') return;
  await emitEvent(tx, { tenantId: key.tenantId, type: 'key.revoked', data: { ...dataOf(key), reason } });
}

/** Has a tenant's webhooks told that a key was found in public, where, and that it is refused from now on. */
export async function tellKeyLeaked(tx: Transaction, key: Key, url: string): Promise<void> {
  if (key.purpose !== 'secret') return;
  await emitEvent(tx, { tenantId: key.tenantId, type: 'key.leaked', data: { ...dataOf(key), url } });
}

function dataOf({ id, applicationId, name, environment, last4 }: Key): WebhookEventData<'key.created'> {
  return { id: publicId('key', id), applicationId: publicId('application', applicationId), name, environment, last4 };
}
