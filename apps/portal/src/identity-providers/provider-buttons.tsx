import { type ProviderFailure, ProviderFailureSchema } from '@turnpike/contracts/management/identity-providers';
import { localPath } from '@turnpike/domain/local-path';
import { CircleAlert } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { LinkButton } from '../ui/button';
import { loadProviders } from './load-providers';

interface ProviderButtonsProps {
  /** Where to go on to, as the address has it. */
  next?: string | string[] | null | undefined;
  /** Why the last attempt came to nothing, as the address has it (`?failure=`). */
  failure?: string | string[] | undefined;
  /** The line between these buttons and the form below; `above` puts it before them. */
  divider?: 'below' | 'above' | 'none';
}

/** Ways to sign in by another service, one button each; nothing where none is switched on and nothing failed. */
export async function ProviderButtons({ next, failure, divider = 'below' }: ProviderButtonsProps) {
  const [t, providers] = await Promise.all([getTranslations('organisation.providers'), loadProviders()]);
  const reason = ProviderFailureSchema.safeParse(failure).data;
  const path = typeof next === 'string' ? localPath(next) : null;
  const query = path === null ? '' : `?next=${encodeURIComponent(path)}`;
  return (
    <>
      {reason !== undefined && <Failure reason={reason} />}
      {providers.length > 0 && (
        <div className="grid grid-cols-1 gap-4">
          {divider === 'above' && <Divider text={t('or')} className="mt-4" />}
          <div className="grid grid-cols-1 gap-2">
            {providers.map(({ id, name }) => (
              <LinkButton key={id} href={`/api/v1/sign-in/${id}${query}`} plain size="lg" className="w-full">
                {t('continueWith', { name })}
              </LinkButton>
            ))}
          </div>
          {divider === 'below' && <Divider text={t('or')} className="mb-4" />}
        </div>
      )}
    </>
  );
}

async function Failure({ reason }: { reason: ProviderFailure }) {
  const t = await getTranslations('organisation.providers.failure');
  return (
    <div role="alert" className="mb-4 flex gap-3 rounded-box border border-stopped bg-stopped-soft px-3 py-2.5">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-stopped" />
      <p className="min-w-0 text-xs">{t(reason)}</p>
    </div>
  );
}

function Divider({ text, className }: { text: string; className: string }) {
  return (
    <div className={`flex items-center gap-3 text-xs text-quiet ${className}`}>
      <span aria-hidden className="h-px flex-1 bg-line" />
      {text}
      <span aria-hidden className="h-px flex-1 bg-line" />
    </div>
  );
}
