/** A call with one whole answer, and what is known of it. */
import type { ActionResult } from '../../server/action';
import { callGateway, type CallFailure, type GatewayRequest } from './gateway-call';
import { failureOfAction, KEY_CODES } from './key-codes';
import { readReceipt, type Receipt } from './receipt';

export interface Call<T> {
  state: 'idle' | 'waiting' | 'done' | 'stopped' | 'failed';
  /** Of the last call that was answered: it stays until the next answer. */
  value: T | null;
  requestId: string | null;
  /** From sending to the last byte, as this browser saw it. */
  durationMs: number | null;
  failure: CallFailure | null;
  /** Undefined while it is still asked for, null when it did not come. */
  receipt: Receipt | null | undefined;
}

export const IDLE: Call<never> = {
  state: 'idle',
  value: null,
  requestId: null,
  durationMs: null,
  failure: null,
  receipt: undefined,
};

export interface CallRun<T> {
  baseUrl: string;
  /** `fresh` asks for another one than the last. */
  takeKey: (fresh: boolean) => Promise<ActionResult<string>>;
  request: GatewayRequest;
  read: (answer: Response) => Promise<T>;
  /** The reader wants no answer any more. */
  stop: AbortSignal;
  /** The reader left the page: nobody waits for the receipt. */
  leaving: AbortSignal;
  change: (change: Partial<Call<T>>) => void;
}

/** Makes the call, then fetches what it cost. Never rejects: what goes wrong is part of the call. */
export async function runCall<T>(run: CallRun<T>): Promise<void> {
  const ended = (await attempt(run, false)) ?? (await attempt(run, true));
  if (ended?.requestId == null) {
    run.change({ receipt: null });
    return;
  }
  const receipt = await readReceipt({ ...run, key: ended.key, signal: run.leaving }, ended.requestId);
  run.change({ receipt });
}

/** Null when the key was not known and another one may be. `requestId` is of a call that was answered. */
async function attempt<T>(run: CallRun<T>, fresh: boolean): Promise<{ key: string; requestId: string | null } | null> {
  const { baseUrl, request, read, stop, change } = run;
  const taken = await run.takeKey(fresh);
  if (!taken.ok) {
    change({ state: 'failed', failure: failureOfAction(taken.error) });
    return { key: '', requestId: null };
  }
  const key = taken.data;
  const startedAt = performance.now();
  const outcome = await callGateway({ baseUrl, key, signal: stop }, request, read);
  const durationMs = performance.now() - startedAt;
  if (outcome.kind === 'stopped') {
    change({ state: 'stopped', durationMs });
    return { key, requestId: null };
  }
  if (outcome.kind === 'failed') {
    const { failure } = outcome;
    if (!fresh && KEY_CODES.has(failure.code)) return null;
    change({ state: 'failed', failure, requestId: failure.requestId, durationMs });
    return { key, requestId: null };
  }
  const { value, requestId } = outcome;
  change({ state: 'done', value, requestId, durationMs });
  return { key, requestId };
}
