import { ProductSkeleton } from '../../../../catalogue/catalogue-skeleton';

export default function Loading() {
  return <ProductSkeleton />;
}
