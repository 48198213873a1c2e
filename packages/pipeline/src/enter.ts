/** The first part of the corridor: all that can refuse a call before anything is held for it. */
import type { InferenceOperation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { Refusal } from './refuse.js';
import type { PipelineServices } from './services.js';
import { admit } from './stages/admit.stage.js';
import { authenticate } from './stages/authenticate.stage.js';
import { authorize } from './stages/authorize.stage.js';
import { guard } from './stages/guard.stage.js';
import { type ReadBody, readBody, resolve } from './stages/read.stage.js';
import type { Admitted, Arrival, Repeated } from './tickets.js';

/**
 * From the headers to a hold, or to the call whose answer is given again. Runs again from the top when the caller or the
 * catalogue turns out to be out of date.
 */
export async function enter(
  services: PipelineServices,
  arrival: Arrival<InferenceOperation>,
): Promise<Admitted | Repeated | Refusal> {
  let body: ReadBody | null = null;
  let fresh = false;
  let refreshed = false;
  for (;;) {
    const identified = await authenticate(services.callers, arrival, fresh);
    if (identified instanceof ApiError) return { error: identified, caller: null };
    const { caller } = identified;
    const catalogue = services.catalogue.current();
    const granted = authorize(catalogue, identified);
    if (granted instanceof ApiError || catalogue === null) {
      if (!refreshed && (refreshed = await services.catalogue.refresh())) continue;
      return { error: granted instanceof ApiError ? granted : new ApiError('store_unavailable'), caller };
    }
    const read: ReadBody | ApiError | 'client_gone' = body ?? (await readBody(services, identified));
    if (read === 'client_gone') return { error: null, caller };
    if (read instanceof ApiError) return { error: read, caller };
    body = read;
    const understood = resolve(catalogue, granted, read);
    if (understood instanceof ApiError) {
      if (!refreshed && (refreshed = await services.catalogue.refresh())) continue;
      return { error: understood, caller };
    }
    arrival.exchange.page?.servedBy([understood.entitlement.product]);
    const guarded = guard(understood);
    if (guarded instanceof ApiError) return { error: guarded, caller };
    const admitted = await admit(services, guarded);
    if (admitted !== 'stale') return admitted instanceof ApiError ? { error: admitted, caller } : admitted;
    if (fresh) return { error: new ApiError('limits_unavailable', { retryAfterSeconds: 1 }), caller };
    fresh = true;
  }
}
