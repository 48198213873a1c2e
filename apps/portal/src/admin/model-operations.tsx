'use client';

import { MODEL_OPERATIONS } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { ChoiceList } from './choice-list';

interface ModelOperationsProps {
  chosen: readonly string[];
  onChange: (operations: string[]) => void;
  error?: string | undefined;
}

/** What a model can be asked for. */
export function ModelOperations(props: ModelOperationsProps) {
  const t = useTranslations('admin.models');
  return (
    <div className="sm:col-span-2">
      <ChoiceList legend={t('operations')} hint={t('operationsHint')} options={MODEL_OPERATIONS} {...props} />
    </div>
  );
}
