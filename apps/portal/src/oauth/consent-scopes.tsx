import type { ConsentRequestView } from '@turnpike/contracts/management/oauth';
import { useTranslations } from 'next-intl';

/** What a client would be able to do, a sentence each. */
export function ConsentScopes({ scopes }: Pick<ConsentRequestView, 'scopes'>) {
  const t = useTranslations('oauth.consent');
  return (
    <>
      <p className="mt-2 text-xs font-[600]">{t('asks')}</p>
      <ul className="mt-1.5 grid gap-1">
        {scopes.map(({ scope, product, operation }) => (
          <li key={scope} className="flex gap-2 break-words before:text-live before:content-['✓']">
            {product === null
              ? t('scopeAll')
              : operation === null
                ? t('scopeProduct', { product })
                : t('scopeOperation', { product, operation })}
          </li>
        ))}
      </ul>
    </>
  );
}
