import { HeaderSkeleton, Skeleton } from '../../../ui/skeleton';

export default function Loading() {
  return (
    <div className="mx-auto max-w-6xl px-4 pt-10 sm:px-6" role="status" aria-busy="true">
      <HeaderSkeleton />
      <Skeleton className="mb-6 h-64" />
      <Skeleton className="h-96" />
    </div>
  );
}
