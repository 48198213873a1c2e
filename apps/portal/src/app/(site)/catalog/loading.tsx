import { CatalogueSkeleton } from '../../../catalogue/catalogue-skeleton';

export default function Loading() {
  return <CatalogueSkeleton />;
}
