import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';

/** The bare id of the person who asks; `forbidden` for a key or the system, who have no account. */
export function requirePerson(actor: Actor): string {
  const userId = actorUserId(actor);
  if (userId === null) throw new ApiError('forbidden', { message: 'Only a person who is signed in may do this.' });
  return userId;
}
