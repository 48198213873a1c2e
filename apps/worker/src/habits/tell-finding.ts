import { newId, publicId } from '@turnpike/domain/ids';
import type pg from 'pg';
import { membersAllowed, notifyPeople } from '../notices/notify-members.js';
import { emitEvent } from '../outbox/emit-event.js';
import { storableJson } from '../outbox/storable-json.js';
import type { Finding } from './key-habits.js';

const INSERT = `
  INSERT INTO security_events (id, tenant_id, application_id, key_id, kind, evidence)
  VALUES ($1, $2, $3, $4, $5, $6::jsonb)`;

const KEY_NAME = `SELECT name FROM api_keys WHERE id = $1 AND tenant_id = $2`;

/**
 * Keeps a security event, and tells the tenant's webhooks and its people who may see to it, in the transaction that
 * learned of it. Ids are bare.
 */
export async function tellFinding(
  client: pg.ClientBase,
  { tenantId, applicationId, keyId }: { tenantId: string; applicationId: string | null; keyId: string },
  { kind, evidence }: Finding,
): Promise<void> {
  const id = newId();
  await client.query(INSERT, [id, tenantId, applicationId, keyId, kind, storableJson(evidence)]);
  const [key] = (await client.query<{ name: string }>(KEY_NAME, [keyId, tenantId])).rows;
  await emitEvent(client, {
    tenantId,
    type: 'security.abnormal_use',
    data: {
      id: publicId('securityEvent', id),
      kind,
      applicationId: applicationId === null ? null : publicId('application', applicationId),
      keyId: publicId('key', keyId),
      evidence,
    },
  });
  await notifyPeople(client, await membersAllowed(client, tenantId, 'security:write'), {
    tenantId,
    kind: 'security.abnormal_use',
    data: { eventKind: kind, key: key?.name ?? publicId('key', keyId), eventId: publicId('securityEvent', id) },
  });
}
