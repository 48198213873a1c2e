import type { WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '../ui/badge';

const TONES: Record<WebhookEndpointView['state'], Tone> = {
  enabled: 'live',
  disabled: 'pending',
  failing: 'stopped',
  gone: 'stopped',
};

/** Whether an endpoint is told, and if not, why. */
export function EndpointState({ state }: { state: WebhookEndpointView['state'] }) {
  const t = useTranslations('webhooks.state');
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
