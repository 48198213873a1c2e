import type { Attempt, CallRecord } from '@turnpike/contracts/call-record';
import type { CallCredential, CallView } from '@turnpike/contracts/management/calls';
import { publicId, type IdKind } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { tokenCounts } from '../usage/token-counts.js';
import type { EventRow, RecordRow } from './call-rows.js';

/** What a reader may see beyond the call itself. */
export interface CallDetail {
  /** What the provider takes: beside the charge it is the margin, which stays with the platform. */
  cost: boolean;
  /** What the platform calls its credentials, pools and rules, and where its instances are. */
  internals: boolean;
}

export interface CallParts {
  event: EventRow | null;
  record: RecordRow | null;
  /** By bare id. */
  credentials: ReadonlyMap<string, CallCredential>;
  show: CallDetail;
}

/** A call as the API shows it. At least one of event and record is given; money comes from the event alone. */
export function callView(requestId: string, { event, record, credentials, show }: CallParts): CallView {
  return {
    id: publicId('request', requestId),
    requestId: publicId('request', requestId),
    ...identityPart(event, record),
    credential: credentialOf((event ?? record)?.api_key_id ?? null, credentials),
    ...moneyPart(event),
    ...costPart(show.cost ? event : null),
    ...telemetryPart(record, show.internals),
    ...timePart(event, record),
  };
}

function identityPart(event: EventRow | null, record: RecordRow | null) {
  const detail = record?.detail ?? null;
  const told = event?.kind === 'reaped' && record !== null ? null : event;
  return {
    tenantId: id('tenant', event?.tenant_id ?? record?.tenant_id),
    tenantName: (event ?? record)?.tenant_name ?? null,
    applicationId: id('application', event?.application_id ?? record?.application_id),
    applicationName: (event ?? record)?.application_name ?? null,
    subscriptionId: id('subscription', event?.subscription_id),
    productId: id('product', event?.product_id),
    plan: event?.plan ?? null,
    planVersion: event?.plan_version ?? null,
    environment: event?.environment ?? record?.environment ?? null,
    operation: event?.operation ?? record?.operation ?? '',
    // A reaped event guesses for a process that said nothing; where that process left a record, the record knows.
    status: told?.status ?? record?.status ?? 0,
    errorCode: record?.error_code ?? null,
    model: event?.model ?? record?.model ?? null,
    servedModel: event?.served_model ?? null,
    provider: event?.provider ?? detail?.attempts.at(-1)?.provider ?? null,
    targetId: id('target', event?.target_id),
    endUser: event?.end_user ?? null,
    stream: event?.stream ?? detail?.stream ?? false,
    endReason: told?.end_reason ?? detail?.endReason ?? null,
  };
}

function credentialOf(bareId: string | null, known: ReadonlyMap<string, CallCredential>): CallCredential | null {
  if (bareId === null) return null;
  return known.get(bareId) ?? { kind: 'key', id: publicId('key', bareId), name: null };
}

function amount(text: string | undefined): string | null {
  return text === undefined ? null : formatAmount(new Decimal(text));
}

function costPart(event: EventRow | null) {
  return { cost: amount(event?.cost), costCurrency: event?.cost_currency ?? null };
}

function moneyPart(event: EventRow | null) {
  return {
    usageSource: event?.usage_source ?? null,
    tokens: event === null ? null : tokenCounts(event),
    images: event?.images ?? null,
    characters: event === null ? null : Number(event.characters),
    searches: event === null ? null : Number(event.searches),
    seconds: amount(event?.seconds),
    charge: amount(event?.charge),
    currency: event?.currency ?? null,
    parts: event?.parts ?? null,
    overrun: amount(event?.overrun),
    attemptCount: event?.attempts ?? null,
    recordedAt: event?.recorded_at.toISOString() ?? null,
  };
}

function telemetryPart(record: RecordRow | null, showInternals: boolean) {
  const detail = record?.detail ?? null;
  return {
    attempts: detail?.attempts.map((attempt) => attemptView(attempt, showInternals)) ?? null,
    stages: detail?.stagesUs ?? null,
    overheadUs: detail?.overheadUs ?? null,
    firstByteUs: detail?.firstByteUs ?? null,
    request: detail === null ? null : requestPart(detail),
    handling: detail === null ? null : handlingPart(detail, showInternals),
  };
}

function attemptView(
  { targetId, durationUs, credential, instance, pool, reason, model, ...rest }: Attempt,
  showInternals: boolean,
): NonNullable<CallView['attempts']>[number] {
  return {
    targetId: publicId('target', targetId),
    ...rest,
    credential: showInternals ? (credential ?? null) : null,
    instance: showInternals ? (instance ?? null) : null,
    pool: showInternals ? (pool ?? null) : null,
    reason: reason ?? null,
    model: model ?? null,
    durationMs: durationUs / 1000,
  };
}

function handlingPart(detail: CallRecord['detail'], showInternals: boolean): NonNullable<CallView['handling']> {
  const { rule, cache, idempotency, fallbackAnswer } = detail;
  return { rule: showInternals ? rule : null, cache, idempotency, fallbackAnswer };
}

function requestPart(detail: NonNullable<RecordRow['detail']>): NonNullable<CallView['request']> {
  const { method, path, clientRequestId, traceId, userAgent, address, clientGone, bytesIn, bytesOut, droppedHints } =
    detail;
  return { method, path, clientRequestId, traceId, userAgent, address, clientGone, bytesIn, bytesOut, droppedHints };
}

/** Record first: its clock is finer, and it covers the whole answer. */
function timePart(event: EventRow | null, record: RecordRow | null) {
  const startedMs = (record ?? event)?.started_at.getTime() ?? 0;
  const durationMs =
    record === null ? (event?.ended_at.getTime() ?? startedMs) - startedMs : Number(record.duration_us) / 1000;
  return {
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(startedMs + durationMs).toISOString(),
    durationMs,
  };
}

function id(kind: IdKind, uuid: string | null | undefined): string | null {
  return uuid == null ? null : publicId(kind, uuid);
}
