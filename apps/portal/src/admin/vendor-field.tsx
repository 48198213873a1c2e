'use client';

import type { VendorView } from '@turnpike/contracts/management/vendors';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Select } from '../ui/input';

interface VendorFieldProps {
  vendors: readonly VendorView[];
  value: VendorView | null;
  onChange: (vendor: VendorView | null) => void;
}

/** A known vendor, or none of them. */
export function VendorField({ vendors, value, onChange }: VendorFieldProps) {
  const t = useTranslations('admin.providers');
  return (
    <div className="grid gap-1">
      <Field label={t('vendor')} hint={t('vendorHint')}>
        <Select
          value={value?.slug ?? ''}
          onChange={(event) => onChange(vendors.find(({ slug }) => slug === event.target.value) ?? null)}
        >
          <option value="">{t('vendorOther')}</option>
          {vendors.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {value === null ? null : (
        <a href={value.documentation} target="_blank" rel="noreferrer" className="text-sm">
          {t('vendorDocumentation', { name: value.name })}
        </a>
      )}
    </div>
  );
}
