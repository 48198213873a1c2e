'use client';

import type { ApplicationScopeView } from '@turnpike/contracts/management/keys';
import { useTranslations } from 'next-intl';
import { Checkbox } from '../ui/checkbox';

interface ScopeChoiceProps {
  offer: readonly ApplicationScopeView[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  error: string | undefined;
}

/** Products, and operations of those that aren't chosen whole. What nothing offers any more can be taken away. */
export function ScopeChoice({ offer, chosen, onChange, error }: ScopeChoiceProps) {
  const t = useTranslations('keys.terms');
  const known = new Set(offer.flatMap(({ scope, operations }) => [scope, ...operations.map((one) => one.scope)]));
  const toggle = (scope: string, on: boolean) => {
    const others = chosen.filter((one) => one !== scope && !(on && one.startsWith(`${scope}:`)));
    onChange(on ? [...others, scope] : others);
  };
  const box = (scope: string, label: string) => (
    <Checkbox
      key={scope}
      label={label}
      checked={chosen.includes(scope)}
      onCheckedChange={(on) => toggle(scope, on === true)}
    />
  );
  return (
    <fieldset className="grid grid-cols-1 gap-3">
      <legend className="mb-1.5 text-xs font-[600]">{t('scopes')}</legend>
      {offer.length === 0 && <p className="text-xs text-quiet">{t('noProducts')}</p>}
      {offer.map(({ scope, name, operations }) => (
        <div key={scope} className="grid grid-cols-1 gap-2">
          {box(scope, t('wholeProduct', { name }))}
          {!chosen.includes(scope) && (
            <div className="ml-6 grid grid-cols-1 gap-2 border-l border-line pl-4 sm:grid-cols-2">
              {operations.map((one) => box(one.scope, one.operation))}
            </div>
          )}
        </div>
      ))}
      {chosen.filter((scope) => !known.has(scope)).map((scope) => box(scope, scope))}
      {error !== undefined && <p className="text-xs text-stopped">{error}</p>}
      <p className="text-xs text-quiet">{t(chosen.length === 0 ? 'scopesFree' : 'scopesHint')}</p>
    </fieldset>
  );
}
