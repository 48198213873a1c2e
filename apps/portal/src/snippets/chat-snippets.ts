/** A chat as code: one answer, or as it comes. */
import type { Snippet } from '../ui/code-block';
import { callSnippets } from './call-snippets';
import type { PictureFile } from './literals';

export type ChatContent =
  | string
  | readonly ({ type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string | PictureFile } })[];

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: ChatContent;
}

export interface ChatCall {
  /** Of the gateway, without a slash at its end. */
  baseUrl: string;
  /** The secret, or what stands for it. */
  key: string;
  model: string;
  messages: readonly ChatMessage[];
  temperature?: number | undefined;
  maxTokens?: number | undefined;
  stream?: boolean | undefined;
}

/** The same call in three languages. */
export function chatSnippets(call: ChatCall): Snippet[] {
  const { baseUrl, key, model, messages, temperature, maxTokens, stream } = call;
  const isStream = stream === true;
  const result = isStream ? 'stream' : 'completion';
  return callSnippets({
    baseUrl,
    key,
    path: '/chat/completions',
    body: { model, messages, temperature, max_tokens: maxTokens, ...(isStream ? { stream } : {}) },
    method: 'client.chat.completions.create',
    ...(isStream ? { curl: { options: '-N' } } : {}),
    python: {
      result,
      then: isStream
        ? [
            'for chunk in stream:',
            '    if chunk.choices:',
            '        print(chunk.choices[0].delta.content or "", end="")',
          ]
        : ['print(completion.choices[0].message.content)'],
    },
    typescript: {
      result,
      then: isStream
        ? ['for await (const chunk of stream) {', "  process.stdout.write(chunk.choices[0]?.delta.content ?? '');", '}']
        : ['console.log(completion.choices[0].message.content);'],
    },
  });
}
