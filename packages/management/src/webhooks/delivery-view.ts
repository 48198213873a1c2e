import type { DeliveryAttemptView, DeliveryDetailView, DeliveryView } from '@turnpike/contracts/management/webhooks';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** What {@link deliveryView} needs beside the delivery's own row. */
export const WITH_TYPE = {
  event: { select: { type: true } },
  endpoint: { select: { state: true } },
} as const satisfies Prisma.WebhookDeliveryInclude;

/** The same with all there is to see. */
export const WITH_TRIES = {
  event: { select: { type: true, body: true } },
  endpoint: { select: { state: true } },
  tries: { orderBy: { number: 'asc' } },
} as const satisfies Prisma.WebhookDeliveryInclude;

type Row = Prisma.WebhookDeliveryGetPayload<{ include: typeof WITH_TYPE }>;
type RowWithTries = Prisma.WebhookDeliveryGetPayload<{ include: typeof WITH_TRIES }>;

/** A delivery as the API shows it. It has a next attempt while its endpoint takes any. */
export function deliveryView(row: Row): DeliveryView {
  const isMoving = row.state === 'pending' && (row.endpoint === null || row.endpoint.state === 'enabled');
  return {
    id: publicId('delivery', row.id),
    tenantId: publicId('tenant', row.tenantId),
    endpointId: row.endpointId === null ? null : publicId('webhook', row.endpointId),
    eventId: publicId('message', row.eventId),
    type: row.event.type,
    url: row.url,
    state: row.state,
    attempts: row.attempts,
    lastStatus: row.lastStatus,
    lastError: row.lastError,
    nextAttemptAt: isMoving ? row.dueAt.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}

/** The same with what was sent, and every try. */
export function deliveryDetailView(row: RowWithTries): DeliveryDetailView {
  return { ...deliveryView(row), body: row.event.body, tries: row.tries.map(attemptView) };
}

function attemptView(row: Prisma.WebhookAttemptModel): DeliveryAttemptView {
  return {
    id: publicId('deliveryAttempt', row.id),
    number: row.number,
    startedAt: row.startedAt.toISOString(),
    durationMs: row.durationMs,
    requestHeaders: row.requestHeaders as Record<string, string>,
    responseStatus: row.responseStatus,
    responseHeaders: row.responseHeaders as Record<string, string> | null,
    responseBody: row.responseBody,
    error: row.error,
  };
}
