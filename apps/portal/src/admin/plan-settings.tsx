'use client';

import type { PlanView } from '@turnpike/contracts/management/plans';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { deletePlanVersionAction, updatePlanAction } from '../app/(console)/admin/plans/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';

/** Words of a plan: the only part of it that changes in place. */
export function PlanSettings({ plan }: { plan: PlanView }) {
  const t = useTranslations('admin.plans');
  const f = useTranslations('admin.fields');
  const [name, setName] = useState(plan.name);
  const [description, setDescription] = useState(plan.description);
  const { run, pending, error, fieldErrors } = useAction(updatePlanAction, { success: f('saved') });
  return (
    <Card title={t('settings')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ plan: plan.id, changes: { name, description } });
        }}
      >
        <Field label={f('name')} error={fieldErrors['changes.name']}>
          <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={120} />
        </Field>
        <Field label={f('description')} hint={t('descriptionHint')} error={fieldErrors['changes.description']}>
          <Textarea value={description} onChange={(event) => setDescription(event.target.value)} maxLength={2000} />
        </Field>
        <FormError error={error} />
        <div>
          <Button type="submit" pending={pending}>
            {f('save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** Closes a plan to new subscriptions, and opens it again. */
export function PlanSwitch({ plan }: { plan: PlanView }) {
  const t = useTranslations('admin.plans');
  const [open, setOpen] = useState(false);
  const { run, pending, error } = useAction(updatePlanAction, { onSuccess: () => setOpen(false) });
  if (plan.status === 'disabled') {
    return (
      <>
        <FormError error={error} />
        <Button onClick={() => run({ plan: plan.id, changes: { status: 'active' } })} pending={pending}>
          {t('enable')}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('disable')}</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('disableTitle', { name: plan.name })}
        effect={t('disableEffect', { count: plan.counts?.activeSubscriptions ?? 0 })}
        action={t('disable')}
        danger={false}
        onConfirm={() => run({ plan: plan.id, changes: { status: 'disabled' } })}
        pending={pending}
        error={error}
      />
    </>
  );
}

/** Takes a planned version back before it is in force. */
export function TakeBackVersion({ planId, version }: { planId: string; version: number }) {
  const t = useTranslations('admin.plans');
  const [open, setOpen] = useState(false);
  const { run, pending, error } = useAction(deletePlanVersionAction, {
    success: t('takenBack'),
    onSuccess: () => setOpen(false),
  });
  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
        {t('takeBack')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('takeBackTitle', { version })}
        effect={t('takeBackEffect')}
        action={t('takeBack')}
        onConfirm={() => run({ plan: planId, version })}
        pending={pending}
        error={error}
      />
    </>
  );
}
