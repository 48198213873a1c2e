/** Where Google's own endpoint of OpenAI's wire puts what Gemini wants back with a tool call. */
import type { JsonObject } from '../dialect.js';
import { isRecord, textOf } from '../json.js';

/** Of a tool call; null where there is none. */
export function readSignature(call: JsonObject): string | null {
  const google = isRecord(call.extra_content) ? call.extra_content.google : null;
  return isRecord(google) ? textOf(google.thought_signature) : null;
}

/** The members of a tool call that carry one; none without it. */
export function writeSignature(signature: string | null): JsonObject {
  return signature === null ? {} : { extra_content: { google: { thought_signature: signature } } };
}
