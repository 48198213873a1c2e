import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

/** A table in its own scrolling box: the page never scrolls sideways. `label` is for screen readers. */
export function Table({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className={cn('relative max-w-full overflow-x-auto', className)}>
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{label}</caption>
        {children}
      </table>
    </div>
  );
}

export function Th({ numeric = false, className, ...rest }: ComponentProps<'th'> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      className={cn(
        'sticky top-0 z-10 h-9 border-b border-line bg-page px-3 text-2xs font-[600] whitespace-nowrap text-quiet first:pl-4 last:pr-4',
        numeric && 'text-right',
        className,
      )}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={cn('border-b border-line last:border-b-0', className)} {...rest} />;
}

export function Td({ numeric = false, className, ...rest }: ComponentProps<'td'> & { numeric?: boolean }) {
  return (
    <td
      className={cn(
        'h-11 px-3 py-2 first:pl-4 last:pr-4',
        numeric && 'text-right font-mono text-xs tabular-nums',
        className,
      )}
      {...rest}
    />
  );
}
