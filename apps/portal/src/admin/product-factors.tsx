import type { ProductView } from '@turnpike/contracts/management/products';
import { getProductFactors } from '@turnpike/management/factors/get-product-factors.use-case';
import { getTranslations } from 'next-intl/server';
import { FactorPolicyForm } from '../access/factor-policy-form';
import { setProductFactorsAction } from '../app/(console)/admin/products/factor-actions';
import { managementContext } from '../server/management';
import { requirePlatformAdmin } from '../server/session';
import { Card } from '../ui/card';

/** What every call of the product must show, whoever calls. */
export async function ProductFactors({ product }: { product: ProductView }) {
  const { actor } = await requirePlatformAdmin();
  const [{ auth }, t] = await Promise.all([
    getProductFactors(managementContext(), actor, { product: product.id }),
    getTranslations('access.factors'),
  ]);
  return (
    <Card title={t('ofProduct')} lead={t('ofProductLead')}>
      <FactorPolicyForm
        key={JSON.stringify(auth)}
        subject={product.id}
        auth={auth}
        mayWrite
        save={setProductFactorsAction}
      />
    </Card>
  );
}
