'use client';

import type { ProductView } from '@turnpike/contracts/management/products';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { resumeProductAction, stopProductAction } from '../app/(console)/admin/products/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { Instant } from '../ui/instant';
import { useAction } from '../ui/use-action';

/** Switches a product off for everybody at once, and on again. */
export function ProductSwitch({ product }: { product: ProductView }) {
  const t = useTranslations('admin.switch');
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const close = () => setAsked(false);
  const stop = useAction(stopProductAction, { success: t('stopped'), onSuccess: close });
  const resume = useAction(resumeProductAction, { success: t('resumed'), onSuccess: close });
  const isOff = product.stoppedAt !== null;
  const { pending, error } = isOff ? resume : stop;
  const confirm = () => {
    if (isOff) resume.run({ product: product.id });
    else stop.run({ product: product.id, reason });
  };
  return (
    <Card title={t('title')} lead={t(isOff ? 'leadOff' : 'lead')}>
      {product.stoppedAt !== null && (
        <p className="mb-4">
          {t('since')} <Instant iso={product.stoppedAt} />
          {product.stopReason !== null && product.stopReason !== '' && <>: {product.stopReason}</>}
        </p>
      )}
      <Button variant={isOff ? 'primary' : 'danger'} onClick={() => setAsked(true)}>
        {t(isOff ? 'resume' : 'stop')}
      </Button>
      {asked && (
        <ConfirmDialog
          open
          onOpenChange={close}
          title={t(isOff ? 'resumeTitle' : 'stopTitle', { name: product.name })}
          effect={t(isOff ? 'resumeEffect' : 'stopEffect', { active: product.counts?.activeSubscriptions ?? 0 })}
          action={t(isOff ? 'resume' : 'stop')}
          danger={!isOff}
          onConfirm={confirm}
          pending={pending}
          error={error}
          {...(isOff ? {} : { typed: product.slug })}
        >
          {!isOff && (
            <Field label={t('reason')} hint={t('reasonHint')}>
              <Input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={500} />
            </Field>
          )}
        </ConfirmDialog>
      )}
    </Card>
  );
}
