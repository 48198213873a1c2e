/** A slot of a model whose capacity is bounded: what waits for one is a call, what frees it is the provider's last byte. */
import type { ModelCapacities } from '@turnpike/limits/fair-share/model-capacities';
import type { Flight } from '@turnpike/routing/route-plan';
import type { Caller } from './caller.js';
import type { CatalogueModel } from './catalogue.js';

/** What this process may have under way of each model. */
export type Capacities = Pick<ModelCapacities, 'enter' | 'enterNow' | 'leave'>;

export interface ModelSlot {
  /** Only the first time counts. */
  free(): void;
}

/** Of a call that entered. */
export function slotOf(capacities: Capacities, id: string): ModelSlot {
  let isTaken = true;
  return {
    free() {
      if (isTaken) capacities.leave({ id });
      isTaken = false;
    },
  };
}

/** Whether a call needs a slot: a test key's reaches no provider whose capacity could be short. */
export function isBounded(
  { environment }: Pick<Caller, 'environment'>,
  model: CatalogueModel,
): model is CatalogueModel & { capacity: number } {
  return model.capacity !== null && environment === 'live';
}

/** A slot of a model that stands in for another: at once, or `short`, since others wait for it already. Null: none is needed. */
export function standInSlot(capacities: Capacities, caller: Caller, model: CatalogueModel): ModelSlot | 'short' | null {
  if (!isBounded(caller, model)) return null;
  return capacities.enterNow(model) ? slotOf(capacities, model.id) : 'short';
}

/** The flight whose end frees the slot. */
export function freeingAtEnd(flight: Flight, slot: ModelSlot | null): Flight {
  if (slot === null) return flight;
  return {
    firstByte: () => flight.firstByte(),
    end(outcome) {
      slot.free();
      flight.end(outcome);
    },
  };
}
