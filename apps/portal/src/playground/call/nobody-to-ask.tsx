'use client';

import { useTranslations } from 'next-intl';
import { LinkButton } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import type { PlaygroundMode } from '../modes';

/** Said where no model of the application can be asked so: what to do that one can. */
export function NobodyToAsk({ mode }: { mode: PlaygroundMode }) {
  const t = useTranslations('playground');
  return (
    <EmptyState
      title={t('nobody.title', { what: t(`nobody.${mode}`) })}
      action={
        <LinkButton href="/catalog" variant="primary">
          {t('nobody.toCatalogue')}
        </LinkButton>
      }
    >
      {t('nobody.lead')}
    </EmptyState>
  );
}
