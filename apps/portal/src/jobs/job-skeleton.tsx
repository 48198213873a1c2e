import { HeaderSkeleton, Skeleton } from '../ui/skeleton';

/** A job while it loads: the size of what comes. */
export function JobSkeleton() {
  return (
    <div role="status" aria-busy="true" className="grid grid-cols-1 gap-4">
      <HeaderSkeleton />
      <Skeleton className="h-10" />
      <Skeleton className="h-48" />
      <Skeleton className="h-72" />
      <Skeleton className="h-56" />
    </div>
  );
}
