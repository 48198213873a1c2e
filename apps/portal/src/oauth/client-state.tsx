import type { OAuthClientView } from '@turnpike/contracts/management/oauth';
import { useTranslations } from 'next-intl';
import { Badge } from '../ui/badge';

const TONES = { active: 'live', disabled: 'pending', revoked: 'stopped' } as const;

/** Whether a client gets tokens. */
export function ClientState({ status }: Pick<OAuthClientView, 'status'>) {
  const t = useTranslations('oauth.state');
  return <Badge tone={TONES[status]}>{t(status)}</Badge>;
}
