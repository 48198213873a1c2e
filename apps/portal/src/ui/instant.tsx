'use client';

import { useFormatter, useNow, useTimeZone } from 'next-intl';
import { cn } from './cn';

const DAY_MS = 86_400_000;

interface InstantProps {
  /** ISO 8601. */
  iso: string;
  /** `relative` ("3 min ago") turns absolute after a day; `time` and `date` are parts. */
  show?: 'relative' | 'absolute' | 'date' | 'time';
  className?: string;
}

/** A moment in the reader's zone; hovering shows it whole, with zone and UTC. */
export function Instant({ iso, show = 'relative', className }: InstantProps) {
  const format = useFormatter();
  const now = useNow();
  const zone = useTimeZone() ?? 'UTC';
  const date = new Date(iso);
  const near = Math.abs(now.getTime() - date.getTime()) < DAY_MS;
  const style = show === 'relative' && !near ? 'absolute' : show;
  const title = `${format.dateTime(date, { dateStyle: 'medium', timeStyle: 'medium' })} ${zone} · ${date.toISOString().replace('T', ' ').slice(0, 19)} UTC`;
  return (
    <time dateTime={iso} title={title} className={cn('whitespace-nowrap', className)} suppressHydrationWarning>
      {style === 'relative' && format.relativeTime(date, now)}
      {style === 'absolute' && format.dateTime(date, { dateStyle: 'medium', timeStyle: 'short' })}
      {style === 'date' && format.dateTime(date, { dateStyle: 'medium' })}
      {style === 'time' &&
        format.dateTime(date, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })}
    </time>
  );
}
