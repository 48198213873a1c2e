'use client';

import type { Limit } from '@turnpike/contracts/limits';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { ActionError } from '../server/action';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { type CommitLimits, LimitDialog } from './limit-dialog';
import { limitText } from './limit-texts';

interface LimitsEditorProps {
  limits: readonly Limit[];
  currency: string | null;
  commit: CommitLimits;
  mayWrite: boolean;
  /** What is said where there is none. */
  none: string;
}

/** A list of limits, one added, changed or taken away at a time. */
export function LimitsEditor({ limits, currency, commit, mayWrite, none }: LimitsEditorProps) {
  const t = useTranslations('limits');
  const [edited, setEdited] = useState<number | 'new' | null>(null);
  const [removed, setRemoved] = useState<number | null>(null);
  return (
    // What its dialogs submit is none of a form's around it.
    <div className="grid grid-cols-1 gap-3" onSubmit={(event) => event.stopPropagation()}>
      {limits.length === 0 && <p className="text-quiet">{none}</p>}
      <ul className="grid grid-cols-1 divide-y divide-line empty:hidden">
        {limits.map((limit, index) => (
          <li key={limit.name} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5 first:pt-0">
            <LimitLine limit={limit} currency={currency} />
            {mayWrite && (
              <span className="flex gap-2">
                <Button size="sm" onClick={() => setEdited(index)} aria-label={t('changeNamed', { name: limit.name })}>
                  {t('changeShort')}
                </Button>
                <Button
                  size="sm"
                  variant="ghost"
                  onClick={() => setRemoved(index)}
                  aria-label={t('removeNamed', { name: limit.name })}
                >
                  {t('removeShort')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {mayWrite && (
        <div>
          <Button onClick={() => setEdited('new')}>{t('add')}</Button>
        </div>
      )}
      {edited !== null && (
        <LimitDialog
          limits={limits}
          index={edited === 'new' ? null : edited}
          currency={currency}
          commit={commit}
          onClose={() => setEdited(null)}
        />
      )}
      {removed !== null && (
        <RemoveLimit {...{ limits, currency, commit }} index={removed} onClose={() => setRemoved(null)} />
      )}
    </div>
  );
}

function LimitLine({ limit, currency }: { limit: Limit; currency: string | null }) {
  const t = useTranslations('limits');
  return (
    <div className="min-w-0 flex-1 basis-56">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <code className="break-all">{limit.name}</code>
        <Badge>{t(`kind.${limit.kind}`)}</Badge>
        {limit.per !== undefined && <Badge>{t(`apart.${limit.per}`)}</Badge>}
      </p>
      <p className="mt-0.5">{limitText(t, limit, currency)}</p>
      {limit.models !== undefined && (
        <p className="text-xs break-words text-quiet">{t('onlyModels', { models: limit.models.join(', ') })}</p>
      )}
    </div>
  );
}

interface RemoveLimitProps extends Pick<LimitsEditorProps, 'limits' | 'currency' | 'commit'> {
  index: number;
  onClose: () => void;
}

function RemoveLimit({ limits, index, currency, commit, onClose }: RemoveLimitProps) {
  const t = useTranslations('limits');
  const [error, setError] = useState<ActionError | null>(null);
  const [pending, start] = useTransition();
  const limit = limits[index];
  if (limit === undefined) return null;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('removeTitle', { name: limit.name })}
      effect={t('removeEffect', { what: limitText(t, limit, currency) })}
      action={t('remove')}
      onConfirm={() =>
        start(async () => {
          const refused = await commit(limits.toSpliced(index, 1));
          setError(refused);
          if (refused === null) onClose();
        })
      }
      pending={pending}
      error={error}
    />
  );
}
