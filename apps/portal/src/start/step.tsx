'use client';

import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '../ui/cn';

interface StepProps {
  number: number;
  done: boolean;
  title: ReactNode;
  /** What it is about while it lies ahead, what came of it when it is done. */
  note: ReactNode;
  children?: ReactNode;
}

/** A step along the road: its number until it is done, then a tick. */
export function Step({ number, done, title, note, children }: StepProps) {
  const t = useTranslations('start');
  return (
    <li className="relative grid grid-cols-[2rem_minmax(0,1fr)] gap-x-4 pb-7 last:pb-0">
      <span
        aria-hidden
        className="absolute top-8 bottom-0 left-4 -ml-px border-l-2 border-dashed border-line-strong [li:last-child>&]:hidden"
      />
      <span
        className={cn(
          'z-1 flex size-8 items-center justify-center rounded-full border-2 font-mono text-sm',
          done ? 'border-live bg-live-soft text-live' : 'border-line-strong bg-page text-quiet',
        )}
      >
        {done ? <Check aria-hidden className="size-4" strokeWidth={3} /> : <span aria-hidden>{number}</span>}
        <span className="sr-only">{t(done ? 'stepDone' : 'stepAhead', { number })}</span>
      </span>
      <div className="min-w-0 pt-1">
        <h2 className="text-md leading-6">{title}</h2>
        <p className="text-quiet" aria-live="polite">
          {note}
        </p>
        {children !== undefined && <div className="mt-4">{children}</div>}
      </div>
    </li>
  );
}
