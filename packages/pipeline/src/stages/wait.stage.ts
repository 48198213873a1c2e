/**
 * wait: Admitted → Admitted, later. For its turn, which a paced limit kept for it at admission; and for a slot of its
 * model where the model's capacity is short, by its tenant's weight and in order. Who leaves meanwhile, or is ended by a
 * shutdown, frees its place.
 * May touch memory only. Refuses 503 when a model's capacity stays short for as long as a call may wait.
 */
import { ApiError } from '@turnpike/errors/api-error';
import { CAPACITY_WAIT_MS } from '@turnpike/limits/fair-share/model-capacities';
import { type Capacities, isBounded, type ModelSlot, slotOf } from '../model-slot.js';
import type { Admitted } from '../tickets.js';

export interface WaitServices {
  readonly capacities: Capacities;
}

/** Why a call goes no further; an error of null: its caller left. */
export interface WaitFailure {
  readonly error: ApiError | null;
  readonly attempts: readonly [];
}

const LEFT: WaitFailure = { error: null, attempts: [] };
const ENDED: WaitFailure = { error: new ApiError('shutting_down'), attempts: [] };

/** Until its turn has come, where a limit paces its calls. */
export async function waitTurn(ticket: Admitted): Promise<WaitFailure | null> {
  const { waitMs } = ticket.reply;
  if (waitMs === 0) return null;
  const failure = await new Promise<WaitFailure | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), waitMs);
    onEnd(ticket, (end) => {
      clearTimeout(timer);
      resolve(end);
    });
  });
  return passed(ticket, failure);
}

/** A slot of the model; null where nothing bounds it. */
export async function waitForModel(
  { capacities }: WaitServices,
  ticket: Admitted,
): Promise<ModelSlot | WaitFailure | null> {
  const { model, caller } = ticket;
  if (!isBounded(caller, model)) return null;
  const tenant = { id: caller.tenantId, weight: caller.accountTerms?.weight ?? 1 };
  let end: WaitFailure = LEFT;
  const entry = await capacities.enter(model, tenant, (giveUp) =>
    onEnd(ticket, (ended) => {
      end = ended;
      giveUp();
    }),
  );
  if (entry === 'entered') {
    passed(ticket, null);
    return slotOf(capacities, model.id);
  }
  return passed(ticket, entry === 'gone' ? end : exhausted(model.name));
}

function exhausted(model: string): WaitFailure {
  const retryAfterSeconds = Math.ceil(CAPACITY_WAIT_MS / 1000);
  return { error: new ApiError('capacity_exhausted', { details: { model }, retryAfterSeconds }), attempts: [] };
}

function onEnd({ arrival, openCall }: Admitted, listener: (failure: WaitFailure) => void): void {
  openCall.cancel = () => listener(ENDED);
  arrival.exchange.onGone(() => listener(LEFT));
}

/** What was waited is the caller's own time, not ours. */
function passed<T>({ arrival, openCall }: Admitted, result: T): T {
  openCall.cancel = null;
  arrival.timer.waitedUs += arrival.timer.mark('wait');
  return result;
}
