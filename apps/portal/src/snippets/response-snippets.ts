/** A response as code, as it comes. */
import type { Snippet } from '../ui/code-block';
import { callSnippets } from './call-snippets';

/** `body` without `stream`; the same call in three languages. */
export function responseSnippets(call: {
  baseUrl: string;
  key: string;
  body: Readonly<Record<string, unknown>>;
}): Snippet[] {
  const { baseUrl, key, body } = call;
  return callSnippets({
    baseUrl,
    key,
    path: '/responses',
    body: { ...body, stream: true },
    method: 'client.responses.create',
    curl: { options: '-N' },
    python: {
      result: 'stream',
      then: [
        'for event in stream:',
        '    if event.type == "response.output_text.delta":',
        '        print(event.delta, end="")',
      ],
    },
    typescript: {
      result: 'stream',
      then: [
        'for await (const event of stream) {',
        "  if (event.type === 'response.output_text.delta') process.stdout.write(event.delta);",
        '}',
      ],
    },
  });
}
