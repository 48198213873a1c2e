import { HeaderSkeleton, Skeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      <Skeleton className="mb-6 h-20 w-full" />
      {['a', 'b', 'c'].map((model) => (
        <Skeleton key={model} className="mb-6 h-36 w-full" />
      ))}
    </div>
  );
}
