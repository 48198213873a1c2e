import { HeaderSkeleton, Skeleton, TableSkeleton } from '../../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true" className="grid grid-cols-1 gap-6">
      <HeaderSkeleton />
      <Skeleton className="h-44" />
      <TableSkeleton rows={4} />
    </div>
  );
}
