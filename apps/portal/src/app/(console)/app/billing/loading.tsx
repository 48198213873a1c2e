import { HeaderSkeleton, Skeleton, TableSkeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <Skeleton className="h-34" />
      <Skeleton className="mt-8 mb-4 h-9" />
      <TableSkeleton rows={5} />
    </div>
  );
}
