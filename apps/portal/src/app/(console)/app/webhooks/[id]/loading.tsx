import { HeaderSkeleton, Skeleton, TableSkeleton } from '../../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <Skeleton className="mb-6 h-8 w-96 max-w-full" />
      <Skeleton className="mb-6 h-24 w-full" />
      <Skeleton className="mb-6 h-48 w-full" />
      <TableSkeleton />
    </div>
  );
}
