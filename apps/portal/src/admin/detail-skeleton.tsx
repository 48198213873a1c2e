import { HeaderSkeleton, Skeleton } from '../ui/skeleton';

/** A page of cards in two columns while it loads. */
export function DetailSkeleton() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <div className="grid gap-6 lg:grid-cols-2">
        <Skeleton className="h-72" />
        <Skeleton className="h-72" />
        <Skeleton className="h-40" />
        <Skeleton className="h-40" />
      </div>
    </div>
  );
}

/** A form of a few fields while it loads. */
export function FormSkeleton() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <div className="grid max-w-xl gap-4">
        {Array.from({ length: 5 }, (_, index) => (
          <Skeleton key={index} className="h-14" />
        ))}
      </div>
    </div>
  );
}
