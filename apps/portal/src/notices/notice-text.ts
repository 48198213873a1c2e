import type { NoticeView } from '@turnpike/contracts/management/notices';
import { getTranslations } from 'next-intl/server';
import { amountText, countText } from '../ui/amount-text';

/** What fills any text; a notice of an older version may lack one. */
const NAMES = [
  ...['tenant', 'application', 'product', 'plan', 'amount', 'currency', 'member', 'role', 'name', 'last4'],
  ...['balance', 'threshold', 'used', 'allowed', 'type', 'url', 'unit', 'stop', 'ownerName', 'eventKind', 'key'],
];

const AMOUNTS = ['amount', 'balance', 'threshold'];

/** A notice in words: what happened, and the reason that was given for it. */
export async function noticeText({ kind, data }: NoticeView): Promise<{ text: string; reason: string | null }> {
  const [t, organisation] = await Promise.all([getTranslations('notices'), getTranslations('organisation')]);
  const values = Object.fromEntries(NAMES.map((name) => [name, data[name] ?? '']));
  for (const name of AMOUNTS) if (data[name] !== undefined) values[name] = amountText(data[name]);
  // What limits count is money for budgets alone.
  const figure = kind.startsWith('budget.') ? amountText : countText;
  if (kind.startsWith('budget.') || kind.startsWith('quota.')) {
    values.used = figure(values.used ?? '');
    values.allowed = figure(values.allowed ?? '');
  }
  const role = data.role ?? '';
  if (isRole(role)) values.role = organisation(`role.${role}`);
  const reason = data.reason ?? '';
  return { text: t(`kinds.${kind}`, values), reason: reason === '' ? null : t('reason', { reason }) };
}

function isRole(text: string): text is 'owner' | 'admin' | 'billing' | 'developer' | 'viewer' {
  return ['owner', 'admin', 'billing', 'developer', 'viewer'].includes(text);
}

/** The page where one sees more, or does something about it. */
export function noticeHref({ kind, data }: NoticeView): string {
  if (kind === 'subscription.requested' || kind === 'subscription.switch_requested') return '/admin/approvals';
  if (kind.startsWith('subscription.')) {
    return data.subscriptionId === undefined ? '/app/subscriptions' : `/app/subscriptions/${data.subscriptionId}`;
  }
  if (kind.startsWith('payment.') || kind === 'credit.granted' || kind === 'balance.low') return '/app/billing';
  if (kind.startsWith('budget.') || kind.startsWith('quota.')) return '/app/limits';
  if (kind === 'billing.limit_approaching') {
    return data.subscriptionId === undefined ? '/app/subscriptions' : `/app/subscriptions/${data.subscriptionId}`;
  }
  if (kind.startsWith('webhook.')) {
    return data.endpointId === undefined ? '/app/webhooks' : `/app/webhooks/${data.endpointId}`;
  }
  if (kind.startsWith('security.')) return '/org/security';
  if (kind === 'member.joined') return '/org/members';
  if (kind.startsWith('key.')) return data.keyId === undefined ? '/app/keys' : `/app/keys/${data.keyId}`;
  return '/org/settings';
}
