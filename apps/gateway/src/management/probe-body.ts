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
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    return null;
  }
  const content = (json as { choices?: { message?: { content?: unknown } }[] } | null)?.choices?.[0]?.message?.content;
  if (typeof content !== 'string') return null;
  const text = credential === '' ? content : content.replaceAll(credential, '[redacted]');
  return text.slice(0, MAX_TEXT).toWellFormed();
}
