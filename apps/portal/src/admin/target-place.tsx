'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input } from '../ui/input';

type Target = ModelView['targets'][number];

/** Where a target computes and how long it keeps what it is sent, as typed; empty for unknown. */
export interface PlaceTexts {
  region: string;
  retentionDays: string;
}

export const NO_PLACE: PlaceTexts = { region: '', retentionDays: '' };

/** What a form begins with. */
export function placeTexts({ region, retentionDays }: Target): PlaceTexts {
  return { region: region ?? '', retentionDays: String(retentionDays ?? '') };
}

/** What a form sends. */
export function readPlace({ region, retentionDays }: PlaceTexts) {
  return {
    region: region.trim() === '' ? null : region,
    retentionDays: retentionDays.trim() === '' ? null : Number(retentionDays),
  };
}

/** Region and retention of a target, in a table. */
export function Place({ target: { region, retentionDays } }: { target: Target }) {
  const t = useTranslations('admin.models');
  return (
    <span className="block text-2xs text-quiet">
      {region === null ? t('regionUnknown') : <code>{region}</code>} ·{' '}
      {retentionDays === null ? t('retentionUnknown') : t('kept', { days: retentionDays })}
    </span>
  );
}

interface PlaceFieldsProps {
  place: PlaceTexts;
  onChange: (place: PlaceTexts) => void;
  errors: { region: string | undefined; retentionDays: string | undefined };
}

/** What residency policies judge a target by. */
export function PlaceFields({ place, onChange, errors }: PlaceFieldsProps) {
  const t = useTranslations('admin.models');
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Field label={t('region')} hint={t('regionHint')} error={errors.region}>
        <Input
          value={place.region}
          onChange={(event) => onChange({ ...place, region: event.target.value })}
          placeholder={t('unknown')}
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Field label={t('retentionDays')} hint={t('retentionHint')} error={errors.retentionDays}>
        <Input
          type="number"
          min={0}
          max={36_500}
          step={1}
          value={place.retentionDays}
          onChange={(event) => onChange({ ...place, retentionDays: event.target.value })}
          placeholder={t('unknown')}
        />
      </Field>
    </div>
  );
}
