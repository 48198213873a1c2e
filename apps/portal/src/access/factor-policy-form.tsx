'use client';

/** The combinations of factors that are enough, each a sentence: one of them must be shown whole. */
import { type AuthPolicy, type Factor, FACTORS } from '@turnpike/contracts/access';
import type { FactorPolicy } from '@turnpike/contracts/management/factors';
import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ActionResult } from '../server/action';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';

type Combination = AuthPolicy['accepts'][number];

interface FactorPolicyFormProps {
  /** Public id of what the policy is of. */
  subject: string;
  auth: AuthPolicy | null;
  mayWrite: boolean;
  save: (input: { subject: string; auth: AuthPolicy | null }) => Promise<ActionResult<FactorPolicy>>;
}

export function FactorPolicyForm({ subject, auth, mayWrite, save }: FactorPolicyFormProps) {
  const t = useTranslations('access.factors');
  const [accepts, setAccepts] = useState<Combination[]>(auth?.accepts ?? []);
  const { run, pending, error } = useAction(save, { success: t('saved') });
  const isSame = JSON.stringify(accepts) === JSON.stringify(auth?.accepts ?? []);
  const replace = (index: number, combination: Combination | null) =>
    setAccepts(accepts.flatMap((one, at) => (at === index ? (combination === null ? [] : [combination]) : [one])));
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ subject, auth: accepts.length === 0 ? null : { accepts } });
      }}
    >
      {accepts.length === 0 && <p>{t('anyCredential')}</p>}
      <ol className="grid grid-cols-1 gap-3">
        {accepts.map((combination, index) => (
          <CombinationRow
            key={index}
            first={index === 0}
            combination={combination}
            mayWrite={mayWrite}
            onChange={(changed) => replace(index, changed)}
          />
        ))}
      </ol>
      <FormError error={error} />
      {mayWrite ? (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setAccepts([...accepts, ['api_key', 'signature']])}>{t('add')}</Button>
          <Button
            type="submit"
            variant="primary"
            pending={pending}
            disabled={isSame || accepts.some((one) => one.length === 0)}
          >
            {t('save')}
          </Button>
        </div>
      ) : (
        <p className="text-xs text-quiet">{t('readOnly')}</p>
      )}
    </form>
  );
}

/** What a request brings one of; the others can stand beside it. */
const IDENTIFYING: ReadonlySet<Factor> = new Set(['api_key', 'access_token', 'external_token', 'client_token']);

interface CombinationRowProps {
  first: boolean;
  combination: Combination;
  mayWrite: boolean;
  /** Null takes it away. */
  onChange: (combination: Combination | null) => void;
}

function CombinationRow({ first, combination, mayWrite, onChange }: CombinationRowProps) {
  const t = useTranslations('access.factors');
  const names = combination.map((factor) => t(`names.${factor}`));
  const sentence = names.length === 0 ? t('nothingYet') : names.join(t('and'));
  const toggle = (factor: Factor, isOn: boolean) => {
    const others = combination.filter(
      (one) => one !== factor && !(isOn && IDENTIFYING.has(factor) && IDENTIFYING.has(one)),
    );
    const chosen = new Set(isOn ? [...others, factor] : others);
    onChange(FACTORS.filter((one) => chosen.has(one)));
  };
  return (
    <li className="grid grid-cols-1 gap-3 rounded-box border border-line p-3">
      <div className="flex items-start justify-between gap-2">
        <p className="font-[600]">{t(first ? 'sentence' : 'orSentence', { what: sentence })}</p>
        {mayWrite && (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('remove', { what: sentence })}
            onClick={() => onChange(null)}
          >
            <Trash2 aria-hidden />
          </Button>
        )}
      </div>
      {mayWrite && (
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {FACTORS.map((factor) => (
            <Checkbox
              key={factor}
              label={t(`names.${factor}`)}
              checked={combination.includes(factor)}
              onCheckedChange={(checked) => toggle(factor, checked === true)}
            />
          ))}
        </div>
      )}
    </li>
  );
}
