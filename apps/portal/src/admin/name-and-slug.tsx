'use client';

import { slugify } from '@turnpike/domain/slug';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input } from '../ui/input';

interface NameAndSlugProps {
  name: string;
  /** Empty until the person types one: then it follows the name. */
  slug: string;
  onName: (name: string) => void;
  onSlug: (slug: string) => void;
  errors: Readonly<Record<string, string>>;
  nameHint?: string;
}

/** A name, and the slug made from it unless another is typed. */
export function NameAndSlug({ name, slug, onName, onSlug, errors, nameHint }: NameAndSlugProps) {
  const t = useTranslations('admin.fields');
  return (
    <>
      <Field label={t('name')} error={errors.name} hint={nameHint}>
        <Input
          value={name}
          onChange={(event) => onName(event.target.value)}
          required
          maxLength={120}
          autoComplete="off"
        />
      </Field>
      <Field label={t('slug')} error={errors.slug} hint={t('slugHint')}>
        <Input
          value={slug}
          onChange={(event) => onSlug(event.target.value)}
          placeholder={slugify(name) ?? t('slugPlaceholder')}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
    </>
  );
}
