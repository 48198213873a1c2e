import { escapeHtml, renderPage } from '../http/html.js';
import { STEERING_KEYS, type SteeringKey } from '../steering/steering-keys.js';

/** What answers where: the call, and what is to be known of it. */
const ENDPOINTS: readonly (readonly [call: string, help: string])[] = [
  ['POST /v1/chat/completions', 'OpenAI, plain and streamed. Any model name; any key that begins with sk-sandbox.'],
  ['POST /v1/embeddings', 'Floats and base64, any dimensions up to 3072.'],
  [
    'POST /v1/responses',
    'OpenAI’s other operations, too: /v1/completions, /v1/images/generations and /edits, /v1/audio/speech, /transcriptions and /translations, /v1/moderations, /v1/rerank.',
  ],
  [
    'GET /v1/realtime?model=…',
    'OpenAI’s realtime over WebSocket, in text and sound: an event that can’t be followed is answered with an error event.',
  ],
  ['GET /v1/models', 'Some names to begin with.'],
  [
    'POST /anthropic/v1/messages',
    'Anthropic: the key as x-api-key or bearer, and anthropic-version. /count_tokens below it, /anthropic/v1/models beside it.',
  ],
  [
    'POST /gemini/v1beta/models/{model}:generateContent',
    'Gemini: the key as x-goog-api-key or ?key=. :streamGenerateContent, :countTokens, :embedContent and :batchEmbedContents too.',
  ],
  [
    'POST /vertex/v1/projects/sandbox/locations/{location}/publishers/google/models/{model}:generateContent',
    'Vertex: a bearer from POST /vertex/token, for the account whose key file is GET /vertex/service-account.json. A new key at every start.',
  ],
  [
    'GET /sandbox/deliveries/{id}',
    'What was delivered under a request id: the caller’s x-client-request-id, else the answer’s x-request-id.',
  ],
  [
    'GET /sandbox/deliveries?ids=a,b',
    'Several at once; POST {"ids": […]} for long lists; ?limit=100 for the newest; DELETE forgets all.',
  ],
];

/** The page at `/`: what the sandbox is, a call that works as pasted, and every steering key. */
export function renderLandingPage(baseUrl: string): string {
  const rows = Object.entries(STEERING_KEYS).map(([name, key]) => renderKey(name, key));
  const call = `curl ${baseUrl}/v1/chat/completions \\
  -H 'authorization: Bearer sk-sandbox' -H 'content-type: application/json' \\
  -d '{"model": "sandbox-chat", "messages": [{"role": "user", "content": "Hello\\n@sandbox chunks=20 chunk_delay_ms=50"}], "stream": true}'`;
  const endpoints = ENDPOINTS.map(
    ([name, help]) => `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(help)}</td></tr>`,
  );
  return renderPage({
    title: 'Sandbox',
    body: `<h1>Sandbox</h1>
<p class="quiet">Model providers for development. They speak the vendors’ wire formats, answer the same to the same, and keep an exact account of what they delivered.</p>
<pre>${escapeHtml(call)}</pre>
<h2>Endpoints</h2>
<div class="scroll"><table>
${endpoints.join('\n')}
<tr><td><code>POST /v1/checkout/sessions</code></td><td>Stripe’s API as far as payments need it, with a Checkout page that moves no money. <a href="/stripe/events">What it told by webhook</a>.</td></tr>
<tr><td><code>POST /hooks/{name}</code></td><td>Takes webhooks, checks their signatures, fails when asked to. <a href="/hooks">What arrived</a>; <code>GET /api/hooks?name=</code> as JSON.</td></tr>
</table></div>
<h2>Steering</h2>
<p>A line of the last user message that begins with <code>@sandbox</code> says how the answer behaves, on every wire. For embeddings it is an input that begins with it. A key that can’t be followed is refused with a 400 that says why.</p>
<div class="scroll"><table>
<thead><tr><th>Key</th><th>Effect</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`,
  });
}

function renderKey(name: string, key: SteeringKey): string {
  const { value, operations } = key;
  const range = value.kind === 'integer' ? ` ${value.min} to ${value.max.toLocaleString('en')}.` : '';
  const scope = operations.includes('embeddings') ? ' Embeddings and the rest too.' : '';
  return `<tr id="${name}"><td><code>${escapeHtml(key.example)}</code></td><td>${escapeHtml(key.help)}<span class="quiet">${range}${scope}</span></td></tr>`;
}
