import type { Conversation } from '@turnpike/dialects/conversation';
import type { JsonObject, Surface } from '@turnpike/dialects/dialect';
import type { ApiError } from '@turnpike/errors/api-error';

/** By the body. A call that goes as it came has none here. */
const decoded = new WeakMap<JsonObject, Conversation | ApiError>();

/** A call's body in the middle form, read by the first target that needs it and kept for the next ones. */
export function conversationIn(body: JsonObject, surface: Surface): Conversation | ApiError {
  const known = decoded.get(body);
  if (known !== undefined) return known;
  const conversation = surface.decodeRequest(body);
  decoded.set(body, conversation);
  return conversation;
}
