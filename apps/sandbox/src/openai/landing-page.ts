import { escapeHtml, renderPage } from '../http/html.js';
import { STEERING_KEYS, type SteeringKey } from './steering.js';

/** The page at `/`: what the sandbox is, a call that works as pasted, and every steering key. */
export function renderLandingPage(baseUrl: string): string {
  const rows = Object.entries(STEERING_KEYS).map(([name, key]) => renderKey(name, key));
  const call = `curl ${baseUrl}/v1/chat/completions \\
  -H 'authorization: Bearer sk-sandbox' -H 'content-type: application/json' \\
  -d '{"model": "sandbox-chat", "messages": [{"role": "user", "content": "Hello\\n@sandbox chunks=20 chunk_delay_ms=50"}], "stream": true}'`;
  return renderPage({
    title: 'Sandbox',
    body: `<h1>Sandbox</h1>
<p class="quiet">A model provider for development. It speaks OpenAI’s wire format, answers the same to the same, and keeps an exact account of what it delivered.</p>
<pre>${escapeHtml(call)}</pre>
<h2>Endpoints</h2>
<div class="scroll"><table>
<tr><td><code>POST /v1/chat/completions</code></td><td>Plain and streamed. Any model name; any key that begins with <code>sk-sandbox</code>.</td></tr>
<tr><td><code>POST /v1/embeddings</code></td><td>Floats and base64, any <code>dimensions</code> up to 3072.</td></tr>
<tr><td><code>GET /v1/models</code></td><td>Some names to begin with.</td></tr>
<tr><td><code>GET /sandbox/deliveries/{id}</code></td><td>What was delivered under a request id: the caller’s <code>x-client-request-id</code>, else the answer’s <code>x-request-id</code>.</td></tr>
<tr><td><code>GET /sandbox/deliveries?ids=a,b</code></td><td>Several at once; <code>POST</code> <code>{"ids": […]}</code> for long lists; <code>?limit=100</code> for the newest; <code>DELETE</code> forgets all.</td></tr>
<tr><td><code>POST /v1/checkout/sessions</code></td><td>Stripe’s API as far as payments need it, with a Checkout page that moves no money. <a href="/stripe/events">What it told by webhook</a>.</td></tr>
<tr><td><code>POST /hooks/{name}</code></td><td>Takes webhooks, checks their signatures, fails when asked to. <a href="/hooks">What arrived</a>; <code>GET /api/hooks?name=</code> as JSON.</td></tr>
</table></div>
<h2>Steering</h2>
<p>A line of the last user message that begins with <code>@sandbox</code> says how the answer behaves. For embeddings it is an input that begins with it. A key that can’t be followed is refused with a 400 that says why.</p>
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
  const scope = operations.includes('embeddings') ? ' Embeddings too.' : '';
  return `<tr id="${name}"><td><code>${escapeHtml(key.example)}</code></td><td>${escapeHtml(key.help)}<span class="quiet">${range}${scope}</span></td></tr>`;
}
