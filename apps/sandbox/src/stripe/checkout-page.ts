import { currencyExponent } from '@turnpike/domain/money';
import { escapeHtml, renderPage } from '../http/html.js';
import { DECLINED_CARD } from './checkout.js';
import type { CheckoutSession } from './stripe-objects.js';

/** Where Stripe's minor units are not ISO 4217's. */
const STRIPE_EXPONENTS: Readonly<Record<string, number>> = { ISK: 2, MGA: 0, UGX: 2 };

/** `25.00 USD` of Stripe's integer. */
export function formatMinorUnits(units: number, currency: string): string {
  const code = currency.toUpperCase();
  const places = STRIPE_EXPONENTS[code] ?? currencyExponent(code);
  const digits = String(units).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return places === 0 ? `${whole} ${code}` : `${whole}.${digits.slice(-places)} ${code}`;
}

const BANNER =
  '<p class="banner"><strong>Sandbox Checkout.</strong> No money moves: this page stands in for Stripe’s.</p>';

/** The page to pay on: amount, e-mail, card, in Stripe's order. */
export function renderCheckout(session: CheckoutSession, problem: string | null): string {
  const amount = escapeHtml(formatMinorUnits(session.amount_total, session.currency));
  const alert = problem === null ? '' : `<p class="alert" role="alert">${escapeHtml(problem)}</p>`;
  const back =
    session.cancel_url === null
      ? ''
      : `<p><a href="${escapeHtml(session.cancel_url)}">Back</a> <span class="quiet">without paying</span></p>`;
  return renderPage({
    title: `Pay ${formatMinorUnits(session.amount_total, session.currency)}`,
    body: `<div class="narrow">${BANNER}
<h1>${amount}</h1>
${alert}
<form method="post" action="/stripe/checkout/${session.id}/pay">
${field({ name: 'email', label: 'E-mail', value: session.customer_email ?? '', type: 'email', autocomplete: 'email' })}
${field({ name: 'card', label: 'Card number', value: '4242 4242 4242 4242', inputmode: 'numeric', hint: `${spaced(DECLINED_CARD)} is declined.` })}
<div class="pair">
${field({ name: 'expiry', label: 'Expiry', value: '12 / 34', inputmode: 'numeric' })}
${field({ name: 'cvc', label: 'CVC', value: '123', inputmode: 'numeric' })}
</div>
<button class="primary">Pay ${amount}</button>
</form>
${back}</div>`,
  });
}

/** What is left to say of a checkout that can't be paid any more. */
export function renderEnded(session: CheckoutSession): string {
  const text =
    session.status === 'complete'
      ? 'This checkout has been paid.'
      : 'This checkout has expired. Go back and start a new one; nothing was charged.';
  const target = session.status === 'complete' ? returnAddress(session) : session.cancel_url;
  const link = target === null ? '' : `<p><a href="${escapeHtml(target)}">Go back</a></p>`;
  return renderPage({ title: 'Checkout', body: `<div class="narrow">${BANNER}<h1>${text}</h1>${link}</div>` });
}

/** Where a payer is sent afterwards, with the session's id filled in. */
export function returnAddress(session: CheckoutSession): string {
  return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

interface Field {
  name: string;
  label: string;
  value: string;
  type?: string;
  inputmode?: string;
  autocomplete?: string;
  hint?: string;
}

function field({ name, label, value, type = 'text', inputmode = 'text', autocomplete = 'off', hint }: Field): string {
  const described = hint === undefined ? '' : ` aria-describedby="${name}-hint"`;
  const note = hint === undefined ? '' : `<span class="quiet" id="${name}-hint">${escapeHtml(hint)}</span>`;
  return `<div class="field"><label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" inputmode="${inputmode}" autocomplete="${autocomplete}" value="${escapeHtml(value)}" required${described}>${note}</div>`;
}

function spaced(card: string): string {
  return card.replace(/(\d{4})(?=\d)/g, '$1 ');
}
