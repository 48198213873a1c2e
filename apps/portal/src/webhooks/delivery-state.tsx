import type { DeliveryView } from '@turnpike/contracts/management/webhooks';
import { useTranslations } from 'next-intl';
import { Badge, HttpStatus, type Tone } from '../ui/badge';

const TONES: Record<DeliveryView['state'], Tone> = {
  pending: 'pending',
  delivered: 'live',
  failed: 'stopped',
  cancelled: 'quiet',
};

/** What became of a delivery. */
export function DeliveryState({ state }: { state: DeliveryView['state'] }) {
  const t = useTranslations('webhooks.delivery.state');
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}

/** The last answer: its status, or that there was none. A redirect is no success here. */
export function LastAnswer({ delivery }: { delivery: Pick<DeliveryView, 'lastStatus' | 'attempts'> }) {
  const t = useTranslations('webhooks.delivery');
  if (delivery.lastStatus !== null) return <AnswerStatus status={delivery.lastStatus} />;
  return <span className="text-quiet">{t(delivery.attempts === 0 ? 'notYet' : 'noAnswer')}</span>;
}

/** An HTTP status as a receiver's answer: only 2xx is good. */
export function AnswerStatus({ status }: { status: number }) {
  if (status < 300 || status >= 400) return <HttpStatus status={status} />;
  return (
    <Badge tone="pending" className="font-mono">
      {status}
    </Badge>
  );
}
