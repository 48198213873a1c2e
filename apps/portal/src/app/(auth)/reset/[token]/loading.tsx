import { Skeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true" className="grid grid-cols-1 gap-4">
      <Skeleton className="h-8 w-72 max-w-full" />
      <Skeleton className="mb-2 h-10 w-full" />
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-11 w-full" />
    </div>
  );
}
