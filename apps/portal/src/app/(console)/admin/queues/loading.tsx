import { HeaderSkeleton, Skeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return (
    <div role="status" aria-busy="true">
      <HeaderSkeleton />
      {['a', 'b', 'c', 'd'].map((queue) => (
        <Skeleton key={queue} className="mb-6 h-44 w-full" />
      ))}
    </div>
  );
}
