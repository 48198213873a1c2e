import type { WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** The part of an endpoint that is neither secret nor its own past. */
export const WITHOUT_SECRETS = {
  secret: true,
  secretKeyId: true,
  previousSecret: true,
  previousSecretKeyId: true,
} as const satisfies Prisma.WebhookEndpointOmit;

type Row = Prisma.WebhookEndpointGetPayload<{ omit: typeof WITHOUT_SECRETS }>;

/** An endpoint as the API shows it at that time. */
export function webhookEndpointView(row: Row, health: WebhookEndpointView['health'], now: Date): WebhookEndpointView {
  const { previousSecretUntil: until } = row;
  return {
    id: publicId('webhook', row.id),
    tenantId: publicId('tenant', row.tenantId),
    url: row.url,
    description: row.description,
    events: row.events,
    state: row.state,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretUntil: until !== null && until > now ? until.toISOString() : null,
    health,
    createdAt: row.createdAt.toISOString(),
  };
}
