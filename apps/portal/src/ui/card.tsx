import type { ReactNode } from 'react';
import { cn } from './cn';

interface CardProps {
  title?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** No padding around the content: for tables. */
  flush?: boolean;
  id?: string;
}

/** A part of a page within one-pixel lines. */
export function Card({ title, lead, actions, children, className, flush = false, id }: CardProps) {
  return (
    <section id={id} className={cn('min-w-0 overflow-hidden rounded-box border border-line bg-page', className)}>
      {(title !== undefined || actions !== undefined) && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3">
          <div className="min-w-0 flex-1">
            <h2 className="text-md">{title}</h2>
            {lead !== undefined && <p className="mt-1 text-xs text-quiet">{lead}</p>}
          </div>
          {actions}
        </div>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </section>
  );
}
