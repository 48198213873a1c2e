'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { type ComponentProps, useState } from 'react';
import { updateModelAction } from '../app/(console)/admin/models/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';
import { readCount } from './model-form';
import { ModelOperations } from './model-operations';

/** Words and bounds of a model. */
export function ModelSettings({ model }: { model: ModelView }) {
  const t = useTranslations('admin.models');
  const f = useTranslations('admin.fields');
  const [description, setDescription] = useState(model.description);
  const [contextTokens, setContextTokens] = useState(String(model.contextTokens ?? ''));
  const [maxOutputTokens, setMaxOutputTokens] = useState(String(model.maxOutputTokens ?? ''));
  const [capacity, setCapacity] = useState(String(model.capacity ?? ''));
  const [operations, setOperations] = useState(model.operations);
  const { run, pending, error, fieldErrors } = useAction(updateModelAction, { success: f('saved') });
  const changes = {
    description,
    contextTokens: readCount(contextTokens),
    maxOutputTokens: readCount(maxOutputTokens),
    operations,
    capacity: readCount(capacity),
  };
  return (
    <Card title={t('settings')}>
      <form
        className="grid items-start gap-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          run({ model: model.id, changes });
        }}
      >
        <Field label={f('description')} error={fieldErrors['changes.description']} className="sm:col-span-2">
          <Textarea value={description} onChange={(event) => setDescription(event.target.value)} maxLength={2000} />
        </Field>
        <Field label={t('contextTokens')} error={fieldErrors['changes.contextTokens']}>
          <CountInput value={contextTokens} onChange={setContextTokens} />
        </Field>
        <Field label={t('maxOutputTokens')} error={fieldErrors['changes.maxOutputTokens']}>
          <CountInput value={maxOutputTokens} onChange={setMaxOutputTokens} />
        </Field>
        <Field label={t('capacity')} hint={t('capacityHint')} error={fieldErrors['changes.capacity']}>
          <CountInput value={capacity} onChange={setCapacity} placeholder={t('capacityNone')} />
        </Field>
        <ModelOperations chosen={operations} onChange={setOperations} error={fieldErrors['changes.operations']} />
        <div className="grid gap-3 sm:col-span-2">
          <FormError error={error} />
          <div>
            <Button type="submit" pending={pending}>
              {f('save')}
            </Button>
          </div>
        </div>
      </form>
    </Card>
  );
}

/** A number from one upwards, or nothing. */
function CountInput({ onChange, ...props }: Omit<ComponentProps<typeof Input>, 'onChange'> & { onChange: SetText }) {
  return <Input type="number" min={1} step={1} {...props} onChange={(event) => onChange(event.target.value)} />;
}

type SetText = (text: string) => void;

/** Takes a model out of the offer, and back. */
export function ModelSwitch({ model, plansSelling }: { model: ModelView; plansSelling: number }) {
  const t = useTranslations('admin.models');
  const [open, setOpen] = useState(false);
  const { run, pending, error } = useAction(updateModelAction, { onSuccess: () => setOpen(false) });
  if (model.status === 'disabled') {
    return (
      <>
        <FormError error={error} />
        <Button onClick={() => run({ model: model.id, changes: { status: 'active' } })} pending={pending}>
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
        title={t('disableTitle', { name: model.name })}
        effect={t('disableEffect', { count: plansSelling })}
        action={t('disable')}
        onConfirm={() => run({ model: model.id, changes: { status: 'disabled' } })}
        pending={pending}
        error={error}
      />
    </>
  );
}
