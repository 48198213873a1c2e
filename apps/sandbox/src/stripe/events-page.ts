import { escapeHtml, renderPage } from '../http/html.js';
import type { StripeEvent } from './stripe-objects.js';
import type { Attempt } from './webhook-sender.js';

const SHOWN = 100;

/** Every event there was, what the endpoint answered, and buttons that send it again. */
export function renderEvents(
  events: readonly StripeEvent[],
  endpoint: { url: string; attemptsOf: (eventId: string) => Attempt[] },
): string {
  const rows = events.slice(0, SHOWN).map((event) => renderRow(event, endpoint.attemptsOf(event.id)));
  const target =
    endpoint.url === ''
      ? 'No endpoint is configured (<code>STRIPE_WEBHOOK_URL</code>), so none of them was sent.'
      : `Sent to <code>${escapeHtml(endpoint.url)}</code>, signed, again after a failure.`;
  const all =
    events.length === 0
      ? '<p>No event yet. Start a top-up in the portal and pay it on the sandbox’s Checkout page.</p>'
      : `<form method="post" action="/stripe/events/shuffle"><button>Send the newest ${Math.min(events.length, SHOWN)} again, shuffled</button></form>
<div class="scroll"><table>
<thead><tr><th>Event</th><th>Created</th><th>Answered</th><th>Again</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>`;
  return renderPage({
    title: 'Stripe events',
    body: `<h1>Stripe events</h1>\n<p class="quiet">What the sandbox’s Stripe told. ${target}</p>\n${all}`,
  });
}

function renderRow(event: StripeEvent, attempts: readonly Attempt[]): string {
  const answers =
    attempts.map(({ status }) => (status === null ? 'no answer' : String(status))).join(', ') || 'not sent';
  const at = new Date(event.created * 1000).toISOString();
  const again = (times: number, label: string) =>
    `<form method="post" action="/stripe/events/${event.id}/send"><input type="hidden" name="times" value="${times}"><button aria-label="${label} ${event.id}">${label}</button></form>`;
  return `<tr><td><code>${escapeHtml(event.type)}</code><br><span class="quiet"><code>${event.id}</code></span></td>
<td><time datetime="${at}">${at.slice(0, 19).replace('T', ' ')} UTC</time></td><td>${answers}</td>
<td>${again(1, 'Send again')}${again(2, 'Send twice')}</td></tr>`;
}
