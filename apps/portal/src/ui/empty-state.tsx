import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: ReactNode;
  /** What will be here, and what to do so that it is. */
  children?: ReactNode;
  action?: ReactNode;
}

/** A page or part with nothing in it yet: what will be here, and the one next step. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="grid grid-cols-1 justify-items-start gap-3 rounded-box border border-dashed border-line-strong px-5 py-8">
      {/* A stretch of road that waits for traffic. */}
      <svg viewBox="0 0 72 12" aria-hidden className="h-3 w-18">
        <rect width="72" height="12" rx="2" fill="var(--road)" />
        <path d="M6 6 H18 M30 6 H42 M54 6 H66" stroke="var(--lane)" strokeWidth="1.5" />
      </svg>
      <h2 className="text-md">{title}</h2>
      {children !== undefined && <div className="w-full max-w-prose text-quiet">{children}</div>}
      {action}
    </div>
  );
}
