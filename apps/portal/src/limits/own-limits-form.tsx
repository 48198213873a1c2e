'use client';

import type { LimitsView } from '@turnpike/contracts/management/limits';
import { useTranslations } from 'next-intl';
import { setLimitsAction } from '../app/(console)/app/limits/actions';
import { toast } from '../ui/toast';
import { LimitsEditor } from './limits-editor';

/** Whose limits, by public id; of the organisation whose pages are shown when nothing is named. */
export type OwnLimitsOwner = { applicationId: string } | { keyId: string } | Record<string, never>;

interface OwnLimitsFormProps {
  owner: OwnLimitsOwner;
  view: LimitsView;
  mayWrite: boolean;
  none: string;
}

/** Limits that members set on themselves: each change holds from the next call on. */
export function OwnLimitsForm({ owner, view, mayWrite, none }: OwnLimitsFormProps) {
  const t = useTranslations('limits');
  return (
    <LimitsEditor
      limits={view.limits}
      currency={view.currency}
      mayWrite={mayWrite}
      none={none}
      commit={async (limits) => {
        const result = await setLimitsAction({ ...owner, limits }).catch(() => null);
        if (result === null) return { ...UNREACHABLE, message: t('unreachable') };
        if (!result.ok) return result.error;
        toast.success(t('saved'));
        return null;
      }}
    />
  );
}

const UNREACHABLE = {
  code: 'store_unavailable', fix: '', param: null, fields: {}, requestId: '', retryAfterSeconds: null,
} as const; // prettier-ignore
