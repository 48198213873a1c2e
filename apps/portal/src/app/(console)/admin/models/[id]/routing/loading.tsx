import { DetailSkeleton } from '../../../../../../admin/detail-skeleton';

export default function Loading() {
  return <DetailSkeleton />;
}
