'use client';

import { DEFAULT_OPERATIONS, type ProductView } from '@turnpike/contracts/management/products';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createProductVersionAction, updateProductVersionAction } from '../app/(console)/admin/products/actions';
import { StatusBadge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select } from '../ui/input';
import { useAction } from '../ui/use-action';
import { ChoiceList } from './choice-list';

type Version = ProductView['versions'][number];

interface VersionsProps {
  product: ProductView;
  /** Names of all models there are. */
  models: readonly string[];
}

/** What a product offers, version by version, newest first. */
export function ProductVersions({ product, models }: VersionsProps) {
  const t = useTranslations('admin.products');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const [edited, setEdited] = useState<Version | 'new' | null>(null);
  return (
    <Card
      title={t('versions')}
      lead={t('versionsLead')}
      actions={
        <Button size="sm" onClick={() => setEdited('new')}>
          {t('newVersion')}
        </Button>
      }
    >
      <ul className="grid grid-cols-1 gap-4">
        {product.versions.map((version) => (
          <li key={version.version} className="grid gap-2 border-b border-line pb-4 last:border-b-0 last:pb-0">
            <div className="flex flex-wrap items-center gap-2">
              <h3 className="font-mono text-sm">{version.version}</h3>
              <StatusBadge status={version.lifecycle} label={s(version.lifecycle)} />
              <Button
                size="sm"
                variant="ghost"
                className="ml-auto"
                onClick={() => setEdited(version)}
                aria-label={t('changeVersion', { version: version.version })}
              >
                {f('change')}
              </Button>
            </div>
            <Names label={t('models')} names={version.models} none={t('modelsNone')} />
            <Names label={t('operations')} names={version.operations} none={t('operationsNone')} />
          </li>
        ))}
      </ul>
      {edited !== null && (
        <VersionDialog
          key={edited === 'new' ? 'new' : edited.version}
          product={product}
          models={models}
          version={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
        />
      )}
    </Card>
  );
}

function Names({ label, names, none }: { label: string; names: readonly string[]; none: string }) {
  return (
    <div className="grid grid-cols-1 gap-1">
      <p className="text-2xs text-quiet">{label}</p>
      {names.length === 0 ? (
        <p className="text-xs text-attention">{none}</p>
      ) : (
        <ul className="flex flex-wrap gap-1.5">
          {names.map((name) => (
            <li key={name} className="rounded-badge bg-surface px-1.5 py-0.5 font-mono text-2xs break-all">
              {name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Makes a version out of the newest, or changes one. */
function VersionDialog({
  product,
  models,
  version,
  onClose,
}: VersionsProps & { version: Version | null; onClose: () => void }) {
  const t = useTranslations('admin.products');
  const f = useTranslations('admin.fields');
  const from = version ?? product.versions[0];
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string[]>(from?.models ?? []);
  const [operations, setOperations] = useState<string[]>(from?.operations ?? [...DEFAULT_OPERATIONS]);
  const [lifecycle, setLifecycle] = useState<Version['lifecycle']>(version?.lifecycle ?? 'published');
  const creation = useAction(createProductVersionAction, { success: t('versionCreated'), onSuccess: onClose });
  const update = useAction(updateProductVersionAction, { success: f('saved'), onSuccess: onClose });
  const { pending, error, fieldErrors } = version === null ? creation : update;
  const offer = { models: chosen, operations, lifecycle };
  const submit = () => {
    if (version !== null) update.run({ product: product.id, version: version.version, changes: offer });
    else creation.run({ product: product.id, version: { ...offer, ...(name === '' ? {} : { version: name }) } });
  };
  const known = [...new Set([...DEFAULT_OPERATIONS, ...operations])];
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={version === null ? t('newVersion') : t('changeVersion', { version: version.version })}
      description={version === null ? t('newVersionLead') : undefined}
    >
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {version === null && (
          <VersionName value={name} onChange={setName} error={fieldErrors.version ?? fieldErrors['version.version']} />
        )}
        <LifecycleField value={lifecycle} onChange={setLifecycle} />
        <ChoiceList legend={t('models')} options={models} chosen={chosen} onChange={setChosen} />
        <ChoiceList legend={t('operations')} options={known} chosen={operations} onChange={setOperations} />
        <FormError error={error} />
        <DialogActions>
          <Button type="submit" variant="primary" pending={pending} disabled={operations.length === 0}>
            {version === null ? t('newVersion') : f('save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function VersionName({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (name: string) => void;
  error: string | undefined;
}) {
  const t = useTranslations('admin.products');
  return (
    <Field label={t('versionName')} hint={t('versionNameHint')} error={error}>
      <Input value={value} onChange={(event) => onChange(event.target.value)} maxLength={32} className="font-mono" />
    </Field>
  );
}

const STAGES = ['draft', 'published', 'deprecated', 'retired'] as const;

function LifecycleField({
  value,
  onChange,
}: {
  value: Version['lifecycle'];
  onChange: (lifecycle: Version['lifecycle']) => void;
}) {
  const t = useTranslations('admin.products');
  const s = useTranslations('admin.status');
  return (
    <Field label={t('lifecycle')}>
      <Select value={value} onChange={(event) => onChange(event.target.value as Version['lifecycle'])}>
        {STAGES.map((stage) => (
          <option key={stage} value={stage}>
            {s(stage)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
