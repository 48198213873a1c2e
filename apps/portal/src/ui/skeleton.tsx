import { cn } from './cn';

/** Stands where content will come, in its size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-pulse rounded-badge bg-surface', className)} />;
}

/** A page's header while it loads. */
export function HeaderSkeleton() {
  return (
    <div className="mb-6">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="mt-2.5 h-4 w-80 max-w-full" />
    </div>
  );
}

/** A table while it loads. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className="rounded-box border border-line">
      {Array.from({ length: rows + 1 }, (_, index) => (
        <div key={index} className="flex h-11 items-center gap-6 border-b border-line px-4 last:border-b-0">
          <Skeleton className="h-3.5 flex-[2]" />
          <Skeleton className="h-3.5 flex-1" />
          <Skeleton className="h-3.5 flex-1" />
        </div>
      ))}
    </div>
  );
}

/** A page of a header and a table, for `loading.tsx`. */
export function ListPageSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <TableSkeleton rows={rows} />
    </div>
  );
}
