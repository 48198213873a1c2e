import { HeaderSkeleton, Skeleton, TableSkeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <Skeleton className="mb-4 h-14 w-full max-w-3xl" />
      <Skeleton className="mb-4 h-28 w-full" />
      <Skeleton className="mb-4 h-80 w-full" />
      <TableSkeleton />
    </div>
  );
}
