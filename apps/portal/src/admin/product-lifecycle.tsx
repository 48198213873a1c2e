'use client';

import type { ProductView } from '@turnpike/contracts/management/products';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { deleteProductAction, updateProductAction } from '../app/(console)/admin/products/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';

type Lifecycle = ProductView['lifecycle'];
type Step = 'publish' | 'deprecate' | 'retire' | 'draft' | 'delete';

const STEPS: Record<Lifecycle, readonly Step[]> = {
  draft: ['publish', 'delete'],
  published: ['deprecate', 'retire', 'draft'],
  deprecated: ['publish', 'retire'],
  retired: ['publish'],
};

const TO: Record<Exclude<Step, 'delete'>, Lifecycle> = {
  publish: 'published',
  deprecate: 'deprecated',
  retire: 'retired',
  draft: 'draft',
};

/** The stages of a product's life: where it stands, and the steps from there, each named with its effect. */
export function ProductLifecycle({ product }: { product: ProductView }) {
  const t = useTranslations('admin.lifecycle');
  const router = useRouter();
  const [step, setStep] = useState<Step | null>(null);
  const close = () => setStep(null);
  const update = useAction(updateProductAction, { onSuccess: close });
  const remove = useAction(deleteProductAction, {
    success: t('deleted'),
    onSuccess: () => router.push('/admin/products'),
  });
  const active = product.counts?.activeSubscriptions ?? 0;
  const open = product.counts?.openSubscriptions ?? 0;
  const steps = STEPS[product.lifecycle].filter((candidate) => candidate !== 'draft' || open === 0);
  const confirm = () => {
    if (step === 'delete') remove.run({ product: product.id });
    else if (step !== null) update.run({ product: product.id, changes: { lifecycle: TO[step] } });
  };
  const { pending, error } = step === 'delete' ? remove : update;
  return (
    <Card title={t('title')} lead={t(`now.${product.lifecycle}`)}>
      <Stages here={product.lifecycle} />
      {product.lifecycle === 'draft' && product.counts?.plans === 0 && (
        <p className="mb-4 text-xs text-attention">{t('noPlan')}</p>
      )}
      <div className="flex flex-wrap gap-2">
        {steps.map((candidate) => (
          <Button
            key={candidate}
            variant={candidate === 'publish' && product.lifecycle === 'draft' ? 'primary' : 'secondary'}
            onClick={() => setStep(candidate)}
          >
            {t(`steps.${candidate}`)}
          </Button>
        ))}
      </div>
      {step !== null && (
        <ConfirmDialog
          open
          onOpenChange={close}
          title={t(`titles.${step}`, { name: product.name })}
          effect={t(`effects.${step}`, { active, open })}
          action={t(`steps.${step}`)}
          danger={step === 'retire' || step === 'delete'}
          onConfirm={confirm}
          pending={pending}
          error={error}
          {...(step === 'retire' || step === 'delete' ? { typed: product.slug } : {})}
        />
      )}
    </Card>
  );
}

function Stages({ here }: { here: Lifecycle }) {
  const s = useTranslations('admin.status');
  return (
    <ol className="mb-4 flex flex-wrap gap-x-2 gap-y-1 text-xs">
      {(['draft', 'published', 'deprecated', 'retired'] as const).map((stage, index) => (
        <li
          key={stage}
          {...(stage === here ? { 'aria-current': 'step' as const } : {})}
          className={stage === here ? 'font-[650] text-lane-text' : 'text-quiet'}
        >
          {index > 0 && <span aria-hidden>→ </span>}
          {s(stage)}
        </li>
      ))}
    </ol>
  );
}
