import type { AttackFinding } from '@turnpike/contracts/call-record';
import type { ApiError } from '@turnpike/errors/api-error';
import type { Caller } from './caller.js';
import { sendError } from './send-error.js';
import type { PipelineServices } from './services.js';
import { record } from './stages/record.stage.js';
import type { Arrival } from './tickets.js';

/** Why a request goes no further, while nothing is held for it. */
export interface Refusal {
  /** Null when the caller left before there was anything to say. */
  readonly error: ApiError | null;
  readonly caller: Caller | null;
}

/** nginx's word for a caller who left before the answer. */
export const CLIENT_CLOSED_REQUEST = 499;

/** What a record says of a call that reached no provider. */
export const BARE_OUTCOME = {
  model: null,
  stream: false,
  endReason: null,
  clientGone: null,
  attempts: [],
  droppedHints: [],
} as const;

/** Answers a request that was let in nowhere, and leaves its record. */
export function refuse(services: PipelineServices, arrival: Arrival, { error, caller }: Refusal): void {
  if (error !== null) sendError(services.options, arrival, { error, limits: {} });
  const status = error?.status ?? CLIENT_CLOSED_REQUEST;
  const idempotency = error?.code.startsWith('idempotency_') === true ? 'refused' : null;
  const errorCode = error?.code ?? null;
  const attack = errorCode === 'request_blocked' ? (error?.details as AttackFinding) : null;
  record(services.recorder, arrival, { ...BARE_OUTCOME, caller, status, errorCode, idempotency, attack });
}
