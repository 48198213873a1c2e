import type { ReactNode } from 'react';
import { cn } from './cn';

/** One figure and what it is of. `big` for the one figure a page is about. */
export function Stat({
  label,
  value,
  note,
  big = false,
}: {
  label: ReactNode;
  value: ReactNode;
  note?: ReactNode;
  big?: boolean;
}) {
  return (
    <div className="min-w-0">
      <div className="text-xs text-quiet">{label}</div>
      <div className={cn('mt-0.5 font-[650] tracking-tight', big ? 'text-xl sm:text-2xl' : 'text-lg')}>{value}</div>
      {note !== undefined && <div className="mt-1 text-xs text-quiet">{note}</div>}
    </div>
  );
}

/** Figures side by side within one-pixel lines, as many in a row as there is room for. */
export function StatRow({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-px overflow-hidden rounded-box border border-line bg-line *:min-w-min *:grow *:basis-36 *:bg-page *:p-4">
      {children}
    </div>
  );
}
