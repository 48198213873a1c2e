import { HeaderSkeleton, Skeleton, TableSkeleton } from '../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <div className="grid grid-cols-1 gap-6">
        <div className="grid gap-6 lg:grid-cols-2">
          <Skeleton className="h-84" />
          <Skeleton className="h-84" />
        </div>
        <TableSkeleton rows={2} />
      </div>
    </div>
  );
}
