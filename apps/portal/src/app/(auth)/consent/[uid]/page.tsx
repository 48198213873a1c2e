import type { ConsentRequestView } from '@turnpike/contracts/management/oauth';
import { ApiError } from '@turnpike/errors/api-error';
import { getConsentRequest } from '@turnpike/management/oauth/get-consent-request.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AuthHeading } from '../../../../identity/auth-heading';
import { ConsentForm } from '../../../../oauth/consent-form';
import { ConsentScopes } from '../../../../oauth/consent-scopes';
import { didAskHere } from '../../../../oauth/did-ask-here';
import { managementContext } from '../../../../server/management';
import { requireSession } from '../../../../server/session';
import { LinkButton } from '../../../../ui/button';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('oauth.consent');
  return { title: t('pageTitle'), robots: { index: false }, referrer: 'no-referrer' };
}

/** A client asks the reader for access: who it is, what for, and which of their applications pays. */
export default async function ConsentPage({ params }: { params: Promise<{ uid: string }> }) {
  const [{ actor, email }, { uid: handle }, t] = await Promise.all([
    requireSession(),
    params,
    getTranslations('oauth.consent'),
  ]);
  const request = (await didAskHere(handle))
    ? await open(getConsentRequest(managementContext(), actor, { handle }))
    : null;
  if (request === null) return <AuthHeading title={t('gone')}>{t('goneLead')}</AuthHeading>;
  const { name, publisher, website, environment } = request.client;
  return (
    <>
      <AuthHeading title={t('title', { client: name })}>
        {website === null ? t('by', { publisher }) : t('byAt', { publisher, website: new URL(website).host })}
      </AuthHeading>
      <ConsentScopes scopes={request.scopes} />
      {environment === 'test' && <p className="mt-3 text-xs text-route">{t('test')}</p>}
      <div className="mt-6">
        {request.applications.length === 0 ? (
          <div className="grid gap-4">
            <p>{t('none')}</p>
            <LinkButton href="/app/applications">{t('toApplications')}</LinkButton>
          </div>
        ) : (
          <ConsentForm handle={handle} request={request} />
        )}
      </div>
      <p className="mt-6 border-t border-line pt-4 text-xs break-words text-quiet">
        {t('asPerson', { email })} {t('returns', { origin: request.returnsTo })}
      </p>
    </>
  );
}

async function open(work: Promise<ConsentRequestView>): Promise<ConsentRequestView | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') return null;
    throw error;
  }
}
