import { Skeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true" className="grid grid-cols-1 gap-4">
      <Skeleton className="mb-2 h-8 w-72 max-w-full" />
      <Skeleton className="h-5 w-64 max-w-full" />
      <Skeleton className="h-11 w-full" />
    </div>
  );
}
