/** One question from its key to its receipt. */
import type { ActionResult } from '../../server/action';
import type { GatewayConnection } from '../call/gateway-call';
import { failureOfAction, KEY_CODES } from '../call/key-codes';
import { readReceipt } from '../call/receipt';
import { afterEvent, type Answer, type ConversationEvent } from './conversation';

interface TurnRun {
  baseUrl: string;
  /** `fresh` asks for another one than the last. */
  takeKey: (fresh: boolean) => Promise<ActionResult<string>>;
  ask: (connection: GatewayConnection) => AsyncGenerator<ConversationEvent>;
  /** The reader wants no more of the answer. */
  stop: AbortSignal;
  /** The reader left the page: nobody waits for the receipt. */
  leaving: AbortSignal;
  change: (next: (answer: Answer) => Partial<Answer>) => void;
}

/** Streams the answer, then fetches what it cost. Never rejects: what goes wrong is part of the answer. */
export async function runTurn(run: TurnRun): Promise<void> {
  const ended = (await answer(run, false)) ?? (await answer(run, true));
  if (ended?.requestId == null) {
    run.change(() => ({ receipt: null }));
    return;
  }
  const receipt = await readReceipt({ ...run, key: ended.key, signal: run.leaving }, ended.requestId);
  run.change(() => ({ receipt }));
}

/** Null when the key was not known and another one may be. `requestId` is of a call that began. */
async function answer(run: TurnRun, fresh: boolean): Promise<{ key: string; requestId: string | null } | null> {
  const { baseUrl, ask, stop, change } = run;
  const taken = await run.takeKey(fresh);
  if (!taken.ok) {
    change(() => ({ state: 'failed', failure: failureOfAction(taken.error) }));
    return { key: '', requestId: null };
  }
  const startedAt = performance.now();
  let requestId: string | null = null;
  for await (const event of ask({ baseUrl, key: taken.data, signal: stop })) {
    if (!fresh && event.kind === 'failed' && KEY_CODES.has(event.failure.code)) return null;
    if (event.kind === 'accepted') ({ requestId } = event);
    change((before) => afterEvent(before, event, performance.now() - startedAt));
  }
  return { key: taken.data, requestId };
}
