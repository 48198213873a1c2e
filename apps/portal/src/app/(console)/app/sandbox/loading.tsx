import { HeaderSkeleton, Skeleton, TableSkeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <Skeleton className="mb-6 h-44 w-full" />
      <TableSkeleton rows={11} />
    </div>
  );
}
