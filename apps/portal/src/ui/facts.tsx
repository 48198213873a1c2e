import type { ReactNode } from 'react';
import { cn } from './cn';

/** Facts of a thing, name by name; `columns` is two for what has many. */
export function Facts({
  facts,
  columns = 1,
}: {
  facts: readonly (readonly [name: ReactNode, value: ReactNode])[];
  columns?: 1 | 2;
}) {
  return (
    <dl className={cn('grid gap-x-8', columns === 2 && 'sm:grid-cols-2')}>
      {facts.map(([name, value], index) => (
        <div
          key={index}
          className="flex min-h-9 min-w-0 flex-wrap items-center justify-between gap-x-4 border-b border-line py-1.5"
        >
          <dt className="text-xs text-quiet">{name}</dt>
          <dd className="min-w-0 text-right break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
