import { HeaderSkeleton, Skeleton } from '../ui/skeleton';

/** The catalogue while it loads, in its size. */
export function CatalogueSkeleton() {
  return (
    <div className="mx-auto max-w-6xl px-4 pt-10 sm:px-6" role="status" aria-busy="true">
      <HeaderSkeleton />
      <Skeleton className="mb-6 h-9 w-full max-w-xl" />
      {Array.from({ length: 4 }, (_, index) => (
        <div key={index} className="flex gap-4 border-b border-line py-5">
          <Skeleton className="h-11 w-10" />
          <div className="flex-1">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="mt-2 h-4 w-full max-w-md" />
            <Skeleton className="mt-2.5 h-5.5 w-28" />
          </div>
        </div>
      ))}
    </div>
  );
}

/** A product’s page while it loads, in its size. */
export function ProductSkeleton() {
  return (
    <div className="mx-auto max-w-6xl px-4 pt-10 sm:px-6" role="status" aria-busy="true">
      <HeaderSkeleton />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Skeleton className="h-96" />
        <Skeleton className="h-80" />
      </div>
    </div>
  );
}
