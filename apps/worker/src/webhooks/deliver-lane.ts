/** Works off what is due of a lane for a while, some at a time; whoever waits behind it gets their turn then. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedEgress } from '@turnpike/egress/guarded-egress';
import type { CredentialKeys } from '@turnpike/management/credentials/secret-box';
import type { Logger } from '@turnpike/telemetry/logger';
import type pg from 'pg';
import type { WorkerMetrics } from '../operations/worker-metrics.js';
import { type ClaimedDelivery, claimDeliveries } from './claim-deliveries.js';
import { concludeTry } from './conclude-try.js';
import { tryDelivery } from './try-delivery.js';

export interface DeliveryContext {
  pool: pg.Pool;
  credentialKeys: CredentialKeys;
  egress: GuardedEgress;
  productName: string;
  metrics: WorkerMetrics;
  logger: Logger;
}

/** A lane's turn: after it the others that wait come first. */
const TURN_MS = 5_000;

/** How soon what became due meanwhile is found while tries are under way. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Keeps as many tries running as the lane has room for, until nothing is due or its turn is over; then waits for those
 * under way. True when more may be due: the lane wants another turn. Rejects when the database can't be reached.
 */
export async function deliverLane(context: DeliveryContext, lane: string, signal: AbortSignal): Promise<boolean> {
  const endMs = performance.now() + TURN_MS;
  const underWay = new Set<Promise<void>>();
  for (;;) {
    const isOver = signal.aborted || performance.now() > endMs;
    for (const delivery of isOver ? [] : await claimDeliveries(context, lane)) {
      const run = attempt(context, delivery).finally(() => underWay.delete(run));
      underWay.add(run);
    }
    if (underWay.size === 0) return isOver && !signal.aborted;
    await Promise.race([...underWay, sleep(LOOK_AGAIN_MS)]);
  }
}

async function attempt(context: DeliveryContext, delivery: ClaimedDelivery): Promise<void> {
  const { pool, metrics, logger } = context;
  const { id, attempt: number, tenantId, endpointId } = delivery;
  const made = await tryDelivery(context, delivery);
  const facts = { deliveryId: id, tenantId, endpointId, attempt: number, status: made.status, error: made.error };
  try {
    const outcome = (await concludeTry(pool, delivery, made))?.kind ?? 'superseded';
    metrics.webhookTries.inc({ outcome });
    if (outcome !== 'delivered') logger.info({ ...facts, outcome }, 'webhook not delivered');
  } catch (error) {
    // Without a record nobody knows of it: it is repeated when its lease is over.
    metrics.webhookTries.inc({ outcome: 'unrecorded' });
    logger.warn({ ...facts, err: error }, 'a try at a webhook could not be recorded');
  }
}
