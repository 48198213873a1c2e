import { HeaderSkeleton, Skeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <div className="grid grid-cols-1 gap-6">
        <div className="grid gap-6 lg:grid-cols-2">
          <Skeleton className="h-72" />
          <Skeleton className="h-72" />
        </div>
        <Skeleton className="h-96" />
        <Skeleton className="h-32" />
      </div>
    </div>
  );
}
