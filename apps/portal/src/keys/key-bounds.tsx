import type { KeyView } from '@turnpike/contracts/management/keys';
import { useTranslations } from 'next-intl';
import { Badge } from '../ui/badge';

/** What a key is bound to, in a badge each; nothing for one that may do all its application may. */
export function KeyBounds({ of: key }: { of: Pick<KeyView, 'scopes' | 'models' | 'addresses'> }) {
  const t = useTranslations('keys.bounds');
  const bounds = (['scopes', 'models', 'addresses'] as const).filter((kind) => key[kind].length > 0);
  if (bounds.length === 0) return <span className="text-quiet">{t('none')}</span>;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {bounds.map((kind) => (
        <span key={kind} title={key[kind].join('\n')}>
          <Badge>{t(kind, { count: key[kind].length })}</Badge>
        </span>
      ))}
    </span>
  );
}
