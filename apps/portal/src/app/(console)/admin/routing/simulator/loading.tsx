import { FormSkeleton } from '../../../../../admin/detail-skeleton';

export default function Loading() {
  return <FormSkeleton />;
}
