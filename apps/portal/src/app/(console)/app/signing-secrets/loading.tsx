import { ListPageSkeleton } from '../../../../ui/skeleton';

export default function Loading() {
  return <ListPageSkeleton rows={10} />;
}
