'use client';

import { useTranslations } from 'next-intl';
import type { Mode } from '../server/preferences';
import { cn } from '../ui/cn';
import { useAction } from '../ui/use-action';
import { chooseModeAction } from './actions';

/** Live or test: which keys, calls and figures the pages show. */
export function ModeSwitch({ mode }: { mode: Mode }) {
  const t = useTranslations('console');
  const { run, pending } = useAction(chooseModeAction);
  return (
    <div
      role="group"
      aria-label={t('mode')}
      aria-busy={pending}
      className="flex rounded-box border border-line-strong/60 p-0.5"
    >
      {(['live', 'test'] as const).map((choice) => (
        <button
          key={choice}
          type="button"
          aria-pressed={mode === choice}
          onClick={() => run({ mode: choice })}
          className={cn(
            'h-7 cursor-pointer rounded-badge px-2.5 text-xs text-quiet hover:text-text aria-pressed:font-[650]',
            choice === 'live'
              ? 'aria-pressed:bg-live-soft aria-pressed:text-live'
              : 'aria-pressed:bg-route-soft aria-pressed:text-route',
          )}
        >
          {t(choice)}
        </button>
      ))}
    </div>
  );
}
