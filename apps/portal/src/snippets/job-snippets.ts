/** A chat put off, both ways, as lines for a shell that work when pasted. */
import type { Snippet } from '../ui/code-block';
import type { ChatCall } from './chat-snippets';
import { shellQuote } from './shell-quote';

/** By the preference on the call itself, and by describing the call. */
export function jobSnippets(
  labels: { byPreference: string; byJob: string },
  { baseUrl, key, model, messages }: Pick<ChatCall, 'baseUrl' | 'key' | 'model' | 'messages'>,
): Snippet[] {
  const body = { model, messages };
  const lines = (path: string, more: string[], sent: object) =>
    [
      `curl ${baseUrl}${path} \\`,
      `  -H ${shellQuote(`Authorization: Bearer ${key}`)} \\`,
      ...more,
      `  -H 'Content-Type: application/json' \\`,
      `  -d ${shellQuote(JSON.stringify(sent))}`,
    ].join('\n');
  return [
    {
      language: 'curl-preference',
      label: labels.byPreference,
      code: lines('/v1/chat/completions', [`  -H 'Prefer: respond-async' \\`], body),
    },
    {
      language: 'curl-job',
      label: labels.byJob,
      code: lines('/v1/jobs', [], { operation: 'chat.completions', body }),
    },
  ];
}
