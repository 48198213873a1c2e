import { HeaderSkeleton, Skeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <div className="grid grid-cols-1 gap-6">
        <Skeleton className="h-9" />
        <Skeleton className="h-64" />
        <Skeleton className="h-64" />
      </div>
    </div>
  );
}
