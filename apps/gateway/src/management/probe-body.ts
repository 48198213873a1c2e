import type { JsonObject, Voice } from '@turnpike/dialects/dialect';
import type { Usage } from '@turnpike/domain/usage';
import type { TestModelInput } from '@turnpike/contracts/management/provider-tests';

const MAX_TOKENS = 16;
const MAX_TEXT = 300;

/** The smallest request that shows whether a model answers, in the public wire format that adapters take. */
export function probeBody(
  { operation, prompt, upstreamModel }: TestModelInput & { upstreamModel: string },
  bound: 'max_tokens' | 'max_completion_tokens',
): object {
  if (operation === 'embeddings') return { model: upstreamModel, input: prompt };
  return { model: upstreamModel, messages: [{ role: 'user', content: prompt }], [bound]: MAX_TOKENS };
}

/** The beginning of a chat answer's text without the credential; null when it has none. Never throws. */
export function answerText(body: Buffer, credential: string): string | null {
  const choices = parse(body)?.choices as { message?: { content?: unknown } }[] | undefined;
  const content = Array.isArray(choices) ? choices[0]?.message?.content : null;
  return typeof content === 'string' ? cleaned(content, credential) : null;
}

/** Text and usage of an answer on a provider's own wire; null where it is none. Never throws. */
export function chatAnswer(body: Buffer, voice: Voice): { text: string; usage: Usage | null } | null {
  const json = parse(body);
  const answer = json === null ? null : voice.decodeAnswer(json);
  if (answer === null) return null;
  const parts = answer.choices[0]?.parts ?? [];
  return { text: parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''), usage: answer.usage };
}

/** The beginning of a text that may be shown. */
export function cleaned(text: string, credential: string): string {
  const safe = credential === '' ? text : text.replaceAll(credential, '[redacted]');
  return safe.slice(0, MAX_TEXT).toWellFormed();
}

function parse(body: Buffer): JsonObject | null {
  try {
    const json: unknown = JSON.parse(body.toString());
    return typeof json === 'object' && json !== null ? (json as JsonObject) : null;
  } catch {
    return null;
  }
}
