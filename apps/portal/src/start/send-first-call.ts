import type { CallFailure } from '../playground/call/gateway-call';
import { streamChat } from '../playground/conversation/stream-chat';

/** Bounds what a first call may cost, whatever the model. */
const MAX_TOKENS = 64;

/** Makes the call of the snippet from here, with the key that was just created: its answer, or why there is none. */
export async function sendFirstCall(call: {
  baseUrl: string;
  key: string;
  model: string;
  content: string;
}): Promise<{ text: string } | { failure: CallFailure }> {
  const { baseUrl, key, model, content } = call;
  const connection = { baseUrl, key, signal: new AbortController().signal };
  let text = '';
  for await (const event of streamChat(connection, {
    model,
    messages: [{ role: 'user', content }],
    max_tokens: MAX_TOKENS,
  })) {
    if (event.kind === 'text') text += event.text;
    if (event.kind === 'failed') return { failure: event.failure };
  }
  return { text };
}
