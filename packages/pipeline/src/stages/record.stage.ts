/**
 * record: one wide, redacted record of the call into the telemetry lane, which may drop it. Holds no body, no
 * credential, and no free text of the caller but its user agent, cut short. May touch a memory buffer only.
 */
import type { AttackFinding, Attempt } from '@turnpike/contracts/call-record';
import type { ErrorCode } from '@turnpike/errors/catalogue';
import type { Caller } from '../caller.js';
import type { CallRecorder } from '../services.js';
import type { Arrival } from '../tickets.js';

/** What a call came to. */
export interface CallOutcome {
  readonly caller: Caller | null;
  readonly model: string | null;
  readonly status: number;
  readonly errorCode: ErrorCode | null;
  readonly stream: boolean;
  readonly endReason: string | null;
  readonly clientGone: 'drain' | 'cancel' | null;
  readonly attempts: readonly Attempt[];
  readonly droppedHints: readonly string[];
  readonly rule?: string | null;
  readonly cache?: 'hit' | 'semantic_hit' | 'miss' | 'bypass' | null;
  readonly idempotency?: 'first' | 'replayed' | 'refused' | null;
  readonly fallbackAnswer?: boolean;
  readonly attack?: AttackFinding | null;
}

export function record(recorder: CallRecorder, arrival: Arrival, outcome: CallOutcome): void {
  const { exchange, timer } = arrival;
  const durationUs = timer.elapsedUs();
  recorder.record({
    id: arrival.requestId,
    tenantId: outcome.caller?.tenantId ?? null,
    applicationId: outcome.caller?.applicationId ?? null,
    apiKeyId: outcome.caller?.keyId ?? null,
    environment: outcome.caller?.environment ?? null,
    operation: arrival.operation.key,
    model: outcome.model?.slice(0, 200) ?? null,
    status: outcome.status,
    errorCode: outcome.errorCode,
    startedAtMs: arrival.startedAtMs,
    durationUs,
    detail: {
      method: exchange.method,
      path: arrival.operation.path,
      clientRequestId: arrival.clientRequestId,
      traceId: arrival.traceId,
      userAgent: exchange.headers['user-agent']?.slice(0, 200) ?? null,
      address: exchange.address,
      stream: outcome.stream,
      endReason: outcome.endReason,
      clientGone: outcome.clientGone,
      stagesUs: timer.stagesUs,
      attempts: [...outcome.attempts],
      bytesIn: exchange.bytesIn,
      bytesOut: exchange.bytesOut,
      firstByteUs: timer.firstByteUs,
      overheadUs: Math.max(0, durationUs - timer.upstreamUs - timer.waitedUs),
      droppedHints: [...outcome.droppedHints],
      rule: outcome.rule ?? null,
      cache: outcome.cache ?? null,
      idempotency: outcome.idempotency ?? null,
      fallbackAnswer: outcome.fallbackAnswer ?? false,
      attack: outcome.attack ?? null,
    },
  });
}
