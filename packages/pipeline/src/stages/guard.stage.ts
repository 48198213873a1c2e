/**
 * guard: Understood → Guarded. What the body may ask of this model, before anything is held for it: no more output than
 * the model can give, which would hold money for nothing and be refused by the provider after all.
 * May touch memory only. Refuses 400.
 */
import { ApiError } from '@turnpike/errors/api-error';
import type { Guarded, Understood } from '../tickets.js';

export function guard(ticket: Understood): Guarded | ApiError {
  const { request, model, arrival } = ticket;
  const asked = request.maxOutputTokens === null ? 0 : request.maxOutputTokens / request.choices;
  arrival.timer.mark('guard');
  if (model.maxOutputTokens === null || asked <= model.maxOutputTokens) return { ...ticket, guarded: true };
  const param = request.outputBoundParam ?? 'max_tokens';
  return new ApiError('invalid_parameter', {
    message: `${param} is too large: ${asked}. This model supports at most ${model.maxOutputTokens} completion tokens.`,
    param,
  });
}
