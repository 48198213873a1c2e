/** A row of `usage_events`: how it is made from an event, reversed, written and read back. */
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { derivedId } from '@turnpike/domain/derived-id';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { COUNT_BUCKETS, type CountBucket } from '@turnpike/domain/usage';

/** Whole numbers and amounts are decimal strings, so that nothing passes through a float on its way. */
export interface UsageRow extends Record<CountBucket, string> {
  id: string;
  requestId: string;
  kind: 'usage' | 'reaped' | 'reversal';
  tenantId: string;
  applicationId: string;
  apiKeyId: string;
  subscriptionId: string | null;
  productId: string | null;
  planVersionId: string | null;
  environment: string;
  operation: string;
  model: string;
  servedModel: string | null;
  providerId: string | null;
  targetId: string | null;
  endUser: string | null;
  stream: boolean;
  status: number;
  endReason: string;
  usageSource: string;
  seconds: string;
  currency: string;
  charge: string;
  overrun: string;
  parts: UsageEvent['parts'];
  cost: string;
  costCurrency: string | null;
  attempts: number;
  startedAt: Date;
  endedAt: Date;
}

/** Property, column and type of everything that is written; `recorded_at` is the database's own. */
export const USAGE_COLUMNS: readonly (readonly [property: keyof UsageRow, column: string, type: string])[] = [
  ['id', 'id', 'uuid'], ['requestId', 'request_id', 'uuid'], ['kind', 'kind', 'text'], ['tenantId', 'tenant_id', 'uuid'],
  ['applicationId', 'application_id', 'uuid'], ['apiKeyId', 'api_key_id', 'uuid'],
  ['subscriptionId', 'subscription_id', 'uuid'], ['productId', 'product_id', 'uuid'],
  ['planVersionId', 'plan_version_id', 'uuid'], ['environment', 'environment', 'text'], ['operation', 'operation', 'text'],
  ['model', 'model', 'text'], ['servedModel', 'served_model', 'text'], ['providerId', 'provider_id', 'uuid'],
  ['targetId', 'target_id', 'uuid'], ['endUser', 'end_user', 'text'], ['stream', 'stream', 'boolean'],
  ['status', 'status', 'smallint'], ['endReason', 'end_reason', 'text'], ['usageSource', 'usage_source', 'text'],
  ['inputTokens', 'input_tokens', 'bigint'], ['cachedInputTokens', 'cached_input_tokens', 'bigint'],
  ['cacheWriteTokens', 'cache_write_tokens', 'bigint'], ['audioInputTokens', 'audio_input_tokens', 'bigint'],
  ['imageInputTokens', 'image_input_tokens', 'bigint'], ['outputTokens', 'output_tokens', 'bigint'],
  ['reasoningTokens', 'reasoning_tokens', 'bigint'], ['audioOutputTokens', 'audio_output_tokens', 'bigint'],
  ['imageOutputTokens', 'image_output_tokens', 'bigint'], ['images', 'images', 'integer'],
  ['characters', 'characters', 'bigint'], ['searches', 'searches', 'bigint'], ['seconds', 'seconds', 'numeric'], ['currency', 'currency', 'text'],
  ['charge', 'charge', 'numeric'], ['overrun', 'overrun', 'numeric'], ['parts', 'parts', 'jsonb'],
  ['cost', 'cost', 'numeric'], ['costCurrency', 'cost_currency', 'text'], ['attempts', 'attempts', 'smallint'],
  ['startedAt', 'started_at', 'timestamptz'], ['endedAt', 'ended_at', 'timestamptz'],
]; // prettier-ignore

/**
 * The row of an event. A test call is never charged, whatever it says. `overrun` is what Redis took as overrun at
 * settlement; a charge rounded up to base units there may exceed the exact one, so it is bounded by the charge.
 */
export function usageRow(event: UsageEvent, overrun: Decimal): UsageRow {
  const charged = event.environment === 'live';
  const charge = charged ? new Decimal(event.charge) : new Decimal(0);
  return {
    id: event.id,
    requestId: event.requestId,
    kind: event.kind,
    tenantId: event.tenantId,
    applicationId: event.applicationId,
    apiKeyId: event.apiKeyId,
    subscriptionId: event.subscriptionId,
    productId: event.productId,
    planVersionId: event.planVersionId,
    environment: event.environment,
    operation: storable(event.operation),
    model: storable(event.model),
    servedModel: event.servedModel === null ? null : storable(event.servedModel),
    providerId: event.providerId,
    targetId: event.targetId,
    endUser: event.endUser === null ? null : storable(event.endUser),
    stream: event.stream,
    status: event.status,
    endReason: event.endReason,
    usageSource: event.usageSource,
    ...eachBucket((bucket) => String(event[bucket])),
    seconds: event.seconds,
    currency: event.currency,
    charge: formatAmount(charge),
    overrun: formatAmount(Decimal.min(charge, overrun)),
    parts: charged ? event.parts : [],
    cost: event.cost,
    costCurrency: event.costCurrency,
    attempts: event.attempts,
    startedAt: new Date(event.startedAtMs),
    endedAt: new Date(event.endedAtMs),
  };
}

/** The row that takes a reaped one back: every count and amount negated, in the same hour and partition. */
export function reversalOf(reaped: UsageRow): UsageRow {
  return {
    ...reaped,
    id: derivedId(reaped.requestId, 'reversal'),
    kind: 'reversal',
    ...eachBucket((bucket) => negated(reaped[bucket])),
    seconds: negated(reaped.seconds),
    charge: negated(reaped.charge),
    overrun: negated(reaped.overrun),
    parts: reaped.parts.map((part) => ({ ...part, quantity: negated(part.quantity), charge: negated(part.charge) })),
    cost: negated(reaped.cost),
  };
}

function eachBucket(value: (bucket: CountBucket) => string): Record<CountBucket, string> {
  return Object.fromEntries(COUNT_BUCKETS.map((bucket) => [bucket, value(bucket)])) as Record<CountBucket, string>;
}

function negated(amount: string): string {
  const value = new Decimal(amount);
  return value.isZero() ? '0' : formatAmount(value.negated());
}

/**
 * Text PostgreSQL can keep. Some of it is the caller's own (`user`), and a NUL in it must not be a way to have the event
 * refused and the call go unbilled.
 */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** A row as SQL gives it, by column name. */
export type StoredUsageRow = Record<string, unknown>;

/** Reads a stored row back; the query must name every column of {@link USAGE_COLUMNS}. */
export function readUsageRow(stored: StoredUsageRow): UsageRow {
  const row = USAGE_COLUMNS.map(([property, column]) => [property, stored[column]] as const);
  // The one whole number that the driver gives as a number, being only 32 bits wide.
  return { ...Object.fromEntries(row), images: String(stored.images) } as unknown as UsageRow;
}
