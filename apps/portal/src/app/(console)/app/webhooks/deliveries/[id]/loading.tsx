import { HeaderSkeleton, Skeleton } from '../../../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true" className="max-w-3xl">
      <HeaderSkeleton />
      <Skeleton className="h-64 w-full" />
      <Skeleton className="mt-6 h-40 w-full" />
      <Skeleton className="mt-6 h-80 w-full" />
    </div>
  );
}
