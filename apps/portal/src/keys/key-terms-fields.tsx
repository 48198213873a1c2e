'use client';

/** What a key is bound to, beyond being its application's: scopes, models, networks. None of them is no bound. */
import type { ApplicationScopeView } from '@turnpike/contracts/management/keys';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { NetworksField, networksIn } from '../access/networks-field';
import { ChoiceList } from '../admin/choice-list';
import { readApplicationScopesAction } from '../app/(console)/app/keys/actions';
import { ScopeChoice } from './scope-choice';

/** As it stands in the form: networks as they were typed. */
export interface KeyTermsDraft {
  scopes: readonly string[];
  models: readonly string[];
  networks: string;
}

interface KeyTermsFieldsProps {
  applicationId: string;
  draft: KeyTermsDraft;
  onChange: (draft: KeyTermsDraft) => void;
  errors: Record<string, string>;
}

/** What the server takes. */
export function termsOf({ scopes, models, networks }: KeyTermsDraft) {
  return { scopes: [...scopes], models: [...models], addresses: networksIn(networks) };
}

export function KeyTermsFields({ applicationId, draft, onChange, errors }: KeyTermsFieldsProps) {
  const t = useTranslations('keys.terms');
  const { offer, ownAddress, failed } = useOffer(applicationId);
  if (failed !== null) return <p className="text-xs text-stopped">{failed}</p>;
  if (offer === null) return <p className="text-xs text-quiet">{t('loading')}</p>;
  const models = [...new Set([...offer.flatMap((product) => product.models), ...draft.models])].sort();
  return (
    <div className="grid grid-cols-1 gap-6">
      <ScopeChoice
        offer={offer}
        chosen={draft.scopes}
        onChange={(scopes) => onChange({ ...draft, scopes })}
        error={errors.scopes}
      />
      {models.length > 0 && (
        <ChoiceList
          legend={t('models')}
          hint={t('modelsHint')}
          options={models}
          chosen={draft.models}
          onChange={(chosen) => onChange({ ...draft, models: chosen })}
          error={errors.models}
        />
      )}
      <NetworksField
        label={t('networks')}
        value={draft.networks}
        onChange={(networks) => onChange({ ...draft, networks })}
        ownAddress={ownAddress}
        error={errors.addresses}
      />
    </div>
  );
}

interface Offer {
  offer: readonly ApplicationScopeView[] | null;
  ownAddress: string | null;
  failed: string | null;
}

const NOTHING_YET: Offer = { offer: null, ownAddress: null, failed: null };

/** What the application can be bound to; another application's answer that comes late is passed over. */
function useOffer(applicationId: string): Offer {
  const [known, setKnown] = useState<Offer & { of: string }>({ ...NOTHING_YET, of: '' });
  useEffect(() => {
    let isWanted = true;
    void readApplicationScopesAction({ applicationId }).then((result) => {
      if (!isWanted) return;
      const answer = result.ok
        ? { offer: result.data.offer, ownAddress: result.data.ownAddress, failed: null }
        : { ...NOTHING_YET, failed: result.error.message };
      setKnown({ ...answer, of: applicationId });
    });
    return () => {
      isWanted = false;
    };
  }, [applicationId]);
  return known.of === applicationId ? known : NOTHING_YET;
}
