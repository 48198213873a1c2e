'use client';

import type { ResidencyView } from '@turnpike/contracts/management/residency';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { setTenantResidencyAction } from '../app/(console)/admin/tenants/actions';
import { setResidencyAction } from '../app/(console)/org/settings/actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

interface ResidencyFormProps {
  residency: ResidencyView;
  mayWrite: boolean;
  /** Whether the platform sets it for somebody's organisation, rather than a member for their own. */
  forPlatform?: boolean;
}

/** Where an organisation's calls may be served, what that leaves, and for those who may, how to change it. */
export function ResidencyForm({ residency, mayWrite, forPlatform = false }: ResidencyFormProps) {
  const t = useTranslations('organisation.residency');
  const [regions, setRegions] = useState(residency.regions.join(', '));
  const [days, setDays] = useState(String(residency.maxRetentionDays ?? ''));
  const own = useAction(setResidencyAction, { success: t('saved') });
  const others = useAction(setTenantResidencyAction, { success: t('saved') });
  const { pending, error, fieldErrors } = forPlatform ? others : own;
  const wanted = { regions: codesIn(regions), maxRetentionDays: days.trim() === '' ? null : Number(days) };
  const { maxRetentionDays: daysNow } = residency;
  const isSame =
    daysNow === wanted.maxRetentionDays && [...wanted.regions].sort().join() === [...residency.regions].sort().join();
  const save = () => (forPlatform ? others.run({ ...wanted, tenantId: residency.tenantId }) : own.run(wanted));
  const regionError = Object.entries(fieldErrors).find(([path]) => path.startsWith('regions'))?.[1];
  const shownError = error !== null && Object.keys(fieldErrors).length > 0 ? null : error;
  return (
    <form
      className="grid max-w-lg grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <p className="text-xs">{effectOf(residency, t)}</p>
      <Field label={t('regions')} hint={t('regionsHint')} error={regionError}>
        <Input
          value={regions}
          onChange={(event) => setRegions(event.target.value)}
          placeholder={t('anywhere')}
          autoComplete="off"
          spellCheck={false}
          disabled={!mayWrite}
          className="font-mono"
        />
      </Field>
      <Field label={t('retention')} hint={t('retentionHint')} error={fieldErrors.maxRetentionDays}>
        <Input
          type="number"
          min={0}
          max={36_500}
          step={1}
          value={days}
          onChange={(event) => setDays(event.target.value)}
          placeholder={t('anyRetention')}
          disabled={!mayWrite}
        />
      </Field>
      <FormError error={shownError} />
      {mayWrite ? (
        <div>
          <Button type="submit" variant="primary" pending={pending} disabled={isSame}>
            {t('save')}
          </Button>
        </div>
      ) : (
        <p className="text-xs text-quiet">{t('readOnly')}</p>
      )}
    </form>
  );
}

/** Codes between commas or spaces. */
function codesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((code) => code !== '');
}

function effectOf(
  { regions, maxRetentionDays, models }: ResidencyView,
  t: ReturnType<typeof useTranslations<'organisation.residency'>>,
): string {
  if (models.offered === 0) return t('effectNone');
  return t(regions.length === 0 && maxRetentionDays === null ? 'effectFree' : 'effect', models);
}
