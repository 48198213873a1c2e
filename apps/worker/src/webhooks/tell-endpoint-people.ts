/** Word to a tenant's people about an endpoint that gets nothing, in the transaction that found it out. */
import { publicId } from '@turnpike/domain/ids';
import type pg from 'pg';
import { membersAllowed, notifyPeople, requestMail } from '../notices/notify-members.js';
import type { ClaimedDelivery } from './claim-deliveries.js';

type Receiver = Pick<ClaimedDelivery, 'id' | 'tenantId' | 'endpointId' | 'url' | 'type'>;

/** An endpoint that we disabled: those who may mend it by notice, the tenant's admins by mail besides. */
export async function tellDisabled(client: pg.ClientBase, of: Receiver, why: 'failing' | 'gone'): Promise<void> {
  const { tenantId, url } = of;
  const endpointId = publicId('webhook', of.endpointId ?? '');
  const people = await membersAllowed(client, tenantId, 'webhook:write');
  await notifyPeople(client, people, { tenantId, kind: 'webhook.disabled', data: { endpointId, url, why } });
  const tenants = await client.query<{ name: string }>('SELECT name FROM tenants WHERE id = $1', [tenantId]);
  const tenant = tenants.rows[0]?.name ?? '';
  for (const { email } of await membersAllowed(client, tenantId, 'tenant:update')) {
    await requestMail(client, { template: 'webhook_disabled', to: email, tenant, url, endpointId, why });
  }
}

/** A delivery that is given up: those who may mend the endpoint and send it again. */
export async function tellExhausted(client: pg.ClientBase, of: Receiver): Promise<void> {
  const { tenantId, url, type } = of;
  const people = await membersAllowed(client, tenantId, 'webhook:write');
  const data = {
    endpointId: publicId('webhook', of.endpointId ?? ''),
    deliveryId: publicId('delivery', of.id),
    url,
    type,
  };
  await notifyPeople(client, people, { tenantId, kind: 'webhook.exhausted', data });
}
