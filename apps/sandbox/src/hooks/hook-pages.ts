import { escapeHtml, renderPage } from '../http/html.js';
import type { SignatureState } from './check-signature.js';
import { HOOK_STEERING_KEYS } from './hook-steering.js';
import type { HookView } from './hook-view.js';

const REFRESH_SECONDS = 3;
const SHOWN = 200;

/** What the list shows; `name` empty means all names. */
export interface HooksPage {
  name: string;
  hooks: readonly HookView[];
  hasSecret: boolean;
  /** Where the reader sees the sandbox: the start of a receiver's address. */
  origin: string;
  names: readonly { name: string; count: number }[];
}

const SIGNATURES: Record<SignatureState, { label: string; className: string }> = {
  verified: { label: '✓ verified', className: 'ok' },
  mismatch: { label: '✗ wrong secret', className: 'bad' },
  stale: { label: '✗ too old', className: 'bad' },
  missing: { label: '– not signed', className: 'quiet' },
  unchecked: { label: '? no secret given', className: 'quiet' },
};

/** What arrived, newest first; looks again by itself. */
export function renderHooks(page: HooksPage): string {
  const { name, hooks } = page;
  const address = `${page.origin}/hooks/${name === '' ? 'orders' : name}`;
  const head =
    name === ''
      ? `<h1>Webhook receiver</h1>\n<p class="quiet">Every address that begins with <code>${escapeHtml(page.origin)}/hooks/</code> takes what is sent to it and shows it here. Nothing leaves this machine.</p>`
      : `<p><a href="/hooks">Webhook receiver</a></p>\n<h1>${escapeHtml(name)}</h1>\n<p class="quiet">What arrived at <code>${escapeHtml(address)}</code>. ${secretLine(page)}</p>`;
  return renderPage({
    title: `${name === '' ? 'Webhooks' : name} (${hooks.length})`,
    refreshSeconds: REFRESH_SECONDS,
    body: `${head}\n${hooks.length === 0 ? renderEmpty(address) : renderList(page)}\n${name === '' ? renderNames(page) : ''}\n${renderSteering(address)}`,
  });
}

/** One arrival: what the signatures are worth, every header, the body. */
export function renderHook(hook: HookView): string {
  const headers = Object.entries(hook.headers).map(
    ([key, value]) => `<tr><td><code>${escapeHtml(key)}</code></td><td><code>${escapeHtml(value)}</code></td></tr>`,
  );
  const title = hook.event ?? `${hook.method} ${hook.path}`;
  return renderPage({
    title,
    body: `<p><a href="/hooks">Webhook receiver</a> / <a href="/hooks/${hook.name}">${escapeHtml(hook.name)}</a></p>
<h1>${escapeHtml(title)}</h1>
<p class="quiet"><code>${escapeHtml(hook.method)} ${escapeHtml(hook.path)}</code>, ${formatTime(hook.receivedAt)}, ${describeAnswer(hook)}</p>
<p><code>webhook-signature</code>: ${renderSignature(hook.signature.standard)}<br><code>X-Webhook-Signature</code>: ${renderSignature(hook.signature.plain)}</p>
${hook.arrival > 1 ? `<p class="banner">Arrival ${hook.arrival} of this webhook-id: a receiver acts on the first and answers the others with 200.</p>` : ''}
<h2>Body</h2>
<pre>${escapeHtml(pretty(hook.body))}</pre>
<h2>Headers</h2>
<div class="scroll"><table>${headers.join('\n')}</table></div>`,
  });
}

/** The form that gives a name its secret; a page of its own, because the list reloads under a reader's typing. */
export function renderSecretForm(
  name: string,
  { hasSecret, problem }: { hasSecret: boolean; problem: string | null },
): string {
  return renderPage({
    title: `Signing secret of ${name}`,
    body: `<p><a href="/hooks">Webhook receiver</a> / <a href="/hooks/${name}">${escapeHtml(name)}</a></p>
<h1>Signing secret</h1>
<p class="quiet">Paste the secret that was shown when the endpoint was created; what arrived at <code>${escapeHtml(name)}</code> is then verified, what came earlier too. It stays in the sandbox’s memory.${hasSecret ? ' One is known already; an empty field forgets it.' : ''}</p>
${problem === null ? '' : `<p class="alert" role="alert">${escapeHtml(problem)}</p>`}
<form method="post" action="/hooks"><input type="hidden" name="name" value="${escapeHtml(name)}">
<div class="field"><label for="secret">Secret</label><input id="secret" name="secret" autocomplete="off" spellcheck="false" placeholder="whsec_…"></div>
<button>Verify with this secret</button></form>`,
  });
}

function secretLine({ name, hasSecret }: HooksPage): string {
  const link = `<a href="/hooks/${name}?secret=">${hasSecret ? 'Change it' : 'Give the signing secret'}</a>`;
  return hasSecret
    ? `Signatures are verified with the secret you gave. ${link}.`
    : `${link} to have signatures verified.`;
}

function renderEmpty(address: string): string {
  const call = `curl ${address} -H 'content-type: application/json' -d '{"type": "hello"}'`;
  return `<p>Nothing arrived yet. Give this address to a webhook endpoint, or try it:</p>\n<pre>${escapeHtml(call)}</pre>`;
}

function renderList({ name, hooks }: HooksPage): string {
  const rows = hooks.slice(0, SHOWN).map((hook) => renderRow(hook, name === ''));
  return `<form method="post" action="/hooks"><input type="hidden" name="name" value="${escapeHtml(name)}"><button name="do" value="clear">Forget ${name === '' ? 'all' : 'these'}</button></form>
<div class="scroll"><table>
<thead><tr><th>Event</th>${name === '' ? '<th>At</th>' : ''}<th>webhook-id</th><th>Signature</th><th>Answered</th><th>Received</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`;
}

function renderRow(hook: HookView, withName: boolean): string {
  const event = escapeHtml(hook.event ?? hook.method);
  const again = hook.arrival > 1 ? ` <span class="tag">repeated: ${hook.arrival}</span>` : '';
  const at = withName ? `<td><a href="/hooks/${hook.name}">${escapeHtml(hook.name)}</a></td>` : '';
  return `<tr><td><a href="/hooks/${hook.name}?id=${hook.id}">${event}</a></td>${at}<td><code>${escapeHtml(hook.webhookId ?? '–')}</code>${again}</td><td>${renderSignature(hook.signature.standard)}</td><td>${describeAnswer(hook)}</td><td>${formatTime(hook.receivedAt)}</td></tr>`;
}

function renderSignature(state: SignatureState): string {
  const { label, className } = SIGNATURES[state];
  return `<span class="${className}">${label}</span>`;
}

function describeAnswer({ answered }: HookView): string {
  if (answered === null) return '<span class="quiet">no answer</span>';
  return `<span class="${answered < 300 ? 'ok' : 'bad'}">${answered}</span>`;
}

function renderNames({ names }: HooksPage): string {
  if (names.length < 2) return '';
  const items = names.map(
    ({ name, count }) =>
      `<li><a href="/hooks/${name}">${escapeHtml(name)}</a> <span class="quiet">${count}</span></li>`,
  );
  return `<h2>Receivers</h2>\n<ul>${items.join('')}</ul>`;
}

function renderSteering(address: string): string {
  const rows = Object.values(HOOK_STEERING_KEYS).map(
    ({ example, help, min, max }) =>
      `<tr><td><code class="key">${escapeHtml(example)}</code></td><td>${escapeHtml(help)} <span class="quiet">${min} to ${max.toLocaleString('en')}.</span></td></tr>`,
  );
  return `<h2>Make it fail</h2>
<p>The query of a receiver’s address says how it answers, as in <code>${escapeHtml(address)}?fail=3</code>.</p>
<div class="scroll"><table><thead><tr><th>Key</th><th>Effect</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function formatTime(iso: string): string {
  return `<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
