/**
 * guard: Understood → Guarded. What the body may ask of this model, before anything is held for it: no more output than
 * the model can give, which would hold money for nothing and be refused by the provider after all; and nothing that a
 * policy on models or users denies. Where the product has it so, nothing either that looks like an attack.
 * May touch memory only. Refuses 400 403.
 */
import { ApiError } from '@turnpike/errors/api-error';
import { checkPolicies } from '../access/check-policies.js';
import { applyInspection } from '../shield/apply-inspection.js';
import type { Guarded, Understood } from '../tickets.js';

export function guard(ticket: Understood): Guarded | ApiError {
  const { request, model, arrival, entitlement } = ticket;
  if (ticket.caller.accountTerms !== null) {
    const known = { product: entitlement.product.slug, model: request.model, endUser: request.endUser };
    const denied = checkPolicies(ticket, known);
    if (denied !== null) return denied;
  }
  const attack = applyInspection(arrival.exchange, entitlement.product);
  if (attack instanceof ApiError) return attack;
  const asked = request.maxOutputTokens === null ? 0 : request.maxOutputTokens / request.choices;
  arrival.timer.mark('guard');
  if (model.maxOutputTokens === null || asked <= model.maxOutputTokens)
    return attack === null ? { ...ticket, guarded: true } : { ...ticket, guarded: true, attack };
  const param = request.outputBoundParam ?? 'max_tokens';
  return new ApiError('invalid_parameter', {
    message: `${param} is too large: ${asked}. This model supports at most ${model.maxOutputTokens} completion tokens.`,
    param,
  });
}
