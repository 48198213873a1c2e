import { HeaderSkeleton, Skeleton, TableSkeleton } from '../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true" className="grid grid-cols-1 gap-4">
      <HeaderSkeleton />
      <Skeleton className="h-24" />
      <Skeleton className="h-28" />
      <Skeleton className="h-72" />
      <Skeleton className="h-72" />
      <TableSkeleton />
    </div>
  );
}
