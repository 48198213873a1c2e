'use server';

import { IdSchema } from '@turnpike/contracts/management/fields';
import {
  CreateWebhookEndpointSchema,
  type CreatedWebhookEndpointView,
  type DeliveryDetailView,
  type ReplayedView,
  ReplayUndeliveredSchema,
  type RotatedSecretView,
  RotateSecretSchema,
  UpdateWebhookEndpointSchema,
  type WebhookEndpointView,
} from '@turnpike/contracts/management/webhooks';
import { createWebhookEndpoint } from '@turnpike/management/webhooks/create-webhook-endpoint.use-case';
import { deleteWebhookEndpoint } from '@turnpike/management/webhooks/delete-webhook-endpoint.use-case';
import { replayDelivery } from '@turnpike/management/webhooks/replay-delivery.use-case';
import { replayUndelivered } from '@turnpike/management/webhooks/replay-undelivered.use-case';
import { rotateCallbackSecret } from '@turnpike/management/webhooks/rotate-callback-secret.use-case';
import { rotateWebhookSecret } from '@turnpike/management/webhooks/rotate-webhook-secret.use-case';
import { sendTestEvent } from '@turnpike/management/webhooks/send-test-event.use-case';
import { updateWebhookEndpoint } from '@turnpike/management/webhooks/update-webhook-endpoint.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { type ActionResult, tenantAction } from '../../../../server/action';

const Endpoint = z.object({ endpointId: IdSchema });
const Delivery = z.object({ deliveryId: IdSchema });
const Update = UpdateWebhookEndpointSchema.omit({ enabled: true }).extend(Endpoint.shape);

/**
 * The lists and every endpoint's page. Not where a secret was made: a page drawn again could take away what shows it.
 * There the page is refreshed when the secret has been saved.
 */
function refresh(): void {
  revalidatePath('/app/webhooks', 'layout');
}

export async function createWebhookEndpointAction(input: unknown): Promise<ActionResult<CreatedWebhookEndpointView>> {
  return tenantAction(CreateWebhookEndpointSchema.omit({ tenantId: true }), input, ({ context, session, input }) =>
    createWebhookEndpoint(context, session.actor, { ...input, tenantId: session.tenant.id }),
  );
}

export async function updateWebhookEndpointAction(input: unknown): Promise<ActionResult<WebhookEndpointView>> {
  return tenantAction(Update, input, async ({ context, session, input: { endpointId, ...changes } }) => {
    const updated = await updateWebhookEndpoint(context, session.actor, { endpointId, changes });
    refresh();
    return updated;
  });
}

export async function enableWebhookEndpointAction(input: unknown): Promise<ActionResult<WebhookEndpointView>> {
  return setEnabled(input, true);
}

export async function disableWebhookEndpointAction(input: unknown): Promise<ActionResult<WebhookEndpointView>> {
  return setEnabled(input, false);
}

function setEnabled(input: unknown, enabled: boolean): Promise<ActionResult<WebhookEndpointView>> {
  return tenantAction(Endpoint, input, async ({ context, session, input: { endpointId } }) => {
    const updated = await updateWebhookEndpoint(context, session.actor, { endpointId, changes: { enabled } });
    refresh();
    return updated;
  });
}

export async function rotateWebhookSecretAction(input: unknown): Promise<ActionResult<RotatedSecretView>> {
  return tenantAction(RotateSecretSchema.extend(Endpoint.shape), input, ({ context, session, input }) =>
    rotateWebhookSecret(context, session.actor, input),
  );
}

export async function deleteWebhookEndpointAction(input: unknown): Promise<ActionResult<null>> {
  return tenantAction(Endpoint, input, async ({ context, session, input }) => {
    await deleteWebhookEndpoint(context, session.actor, input);
    // The page the reader is on is gone; it leads to the list by itself.
    return null;
  });
}

export async function sendTestEventAction(input: unknown): Promise<ActionResult<null>> {
  return tenantAction(Endpoint, input, async ({ context, session, input }) => {
    await sendTestEvent(context, session.actor, input);
    return null;
  });
}

export async function replayDeliveryAction(input: unknown): Promise<ActionResult<DeliveryDetailView>> {
  return tenantAction(Delivery, input, async ({ context, session, input }) => {
    const replayed = await replayDelivery(context, session.actor, input);
    refresh();
    return replayed;
  });
}

export async function replayUndeliveredAction(input: unknown): Promise<ActionResult<ReplayedView>> {
  return tenantAction(ReplayUndeliveredSchema.extend(Endpoint.shape), input, async ({ context, session, input }) => {
    const replayed = await replayUndelivered(context, session.actor, input);
    refresh();
    return replayed;
  });
}

export async function rotateCallbackSecretAction(input: unknown): Promise<ActionResult<RotatedSecretView>> {
  return tenantAction(RotateSecretSchema, input, ({ context, session, input }) =>
    rotateCallbackSecret(context, session.actor, { ...input, tenantId: session.tenant.id }),
  );
}
