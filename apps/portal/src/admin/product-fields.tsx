'use client';

import type { ProductView } from '@turnpike/contracts/management/products';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Select, Textarea } from '../ui/input';

export type ProductPolicy = Pick<ProductView, 'approval' | 'visibility' | 'clientGonePolicy' | 'fallbackAnswer'>;

const APPROVALS = ['automatic', 'manual', 'payment'] as const;
const VISIBILITIES = ['public', 'private', 'shared'] as const;
const POLICIES = ['drain', 'cancel'] as const;

/** Who sees a product, how one joins it, and what becomes of a call whose client leaves or that nobody answers. */
export function ProductPolicyFields({
  value,
  onChange,
  fallbackAnswerError,
}: {
  value: ProductPolicy;
  onChange: (change: Partial<ProductPolicy>) => void;
  fallbackAnswerError?: string | undefined;
}) {
  const t = useTranslations('admin.products');
  return (
    <>
      <Field label={t('approval')} hint={t(`approvalHints.${value.approval}`)}>
        <Select
          value={value.approval}
          onChange={(event) => onChange({ approval: event.target.value as ProductPolicy['approval'] })}
        >
          {APPROVALS.map((approval) => (
            <option key={approval} value={approval}>
              {t(`approvals.${approval}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('visibility')} hint={t(`visibilityHints.${value.visibility}`)}>
        <Select
          value={value.visibility}
          onChange={(event) => onChange({ visibility: event.target.value as ProductPolicy['visibility'] })}
        >
          {VISIBILITIES.map((visibility) => (
            <option key={visibility} value={visibility}>
              {t(`visibilities.${visibility}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('clientGone')} hint={t(`clientGoneHints.${value.clientGonePolicy}`)}>
        <Select
          value={value.clientGonePolicy}
          onChange={(event) => onChange({ clientGonePolicy: event.target.value as ProductPolicy['clientGonePolicy'] })}
        >
          {POLICIES.map((policy) => (
            <option key={policy} value={policy}>
              {t(`clientGonePolicies.${policy}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('fallbackAnswer')} hint={t('fallbackAnswerHint')} error={fallbackAnswerError}>
        <Textarea
          value={value.fallbackAnswer ?? ''}
          onChange={(event) => onChange({ fallbackAnswer: event.target.value })}
          maxLength={2000}
          placeholder={t('fallbackAnswerNone')}
        />
      </Field>
    </>
  );
}
