import { HeaderSkeleton, Skeleton } from '../ui/skeleton';

/** A call while it loads: the size of what comes. */
export function CallSkeleton() {
  return (
    <div role="status" aria-busy="true" className="grid grid-cols-1 gap-4">
      <HeaderSkeleton />
      <Skeleton className="h-20" />
      <Skeleton className="h-56" />
      <Skeleton className="h-80" />
      <Skeleton className="h-56" />
    </div>
  );
}
