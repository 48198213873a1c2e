'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import type { ProviderView } from '@turnpike/contracts/management/providers';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { addTargetAction, updateTargetAction } from '../app/(console)/admin/models/actions';
import { StatusBadge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select } from '../ui/input';
import { Table, Td, Th, Tr } from '../ui/table';
import { useAction } from '../ui/use-action';
import { TargetCosts } from './target-costs';
import { NO_PLACE, Place, PlaceFields, type PlaceTexts, placeTexts, readPlace } from './target-place';

type Target = ModelView['targets'][number];

/** The places that serve a model, and the share of calls each gets. */
export function ModelTargets({
  model,
  providers,
}: {
  model: ModelView;
  providers: readonly Pick<ProviderView, 'id' | 'name'>[];
}) {
  const t = useTranslations('admin.models');
  const [edited, setEdited] = useState<Target | 'new' | null>(null);
  return (
    <Card
      flush
      title={t('targets')}
      lead={t(model.routing === null ? 'targetsLead' : 'targetsByPolicy')}
      actions={
        <Button size="sm" onClick={() => setEdited('new')}>
          {t('addTarget')}
        </Button>
      }
    >
      {model.targets.length === 0 ? (
        <p className="p-4 text-quiet">{t('targetsNone')}</p>
      ) : (
        <TargetTable model={model} onChange={setEdited} />
      )}
      {edited === 'new' && <AddTarget model={model} providers={providers} onClose={() => setEdited(null)} />}
      {edited !== null && edited !== 'new' && (
        <ChangeTarget model={model} target={edited} onClose={() => setEdited(null)} />
      )}
    </Card>
  );
}

function TargetTable({ model, onChange }: { model: ModelView; onChange: (target: Target) => void }) {
  const t = useTranslations('admin.models');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const { targets } = model;
  // Weights alone decide who gets which share.
  const hasShares = model.routing === null;
  const total = targets.reduce((sum, { status, weight }) => sum + (status === 'active' ? weight : 0), 0);
  const shareOf = ({ status, weight }: Target) =>
    status === 'disabled' || total === 0 ? '0' : ((weight / total) * 100).toFixed(1).replace(/\.0$/, '');
  return (
    <Table label={t('targets')}>
      <thead>
        <tr>
          <Th>{t('provider')}</Th>
          <Th>{t('upstreamModel')}</Th>
          <Th numeric>{t('weight')}</Th>
          <Th>{f('status')}</Th>
          <Th>
            <span className="sr-only">{f('actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {targets.map((target) => (
          <Tr key={target.id}>
            <Td>
              <Link href={`/admin/providers/${target.providerId}`}>{target.provider}</Link>
              <Place target={target} />
            </Td>
            <Td>
              <code className="text-xs">{target.upstreamModel}</code>
            </Td>
            <Td numeric>
              {target.weight}
              {hasShares && (
                <span className="block font-sans text-2xs whitespace-nowrap text-quiet">
                  {t('share', { share: shareOf(target) })}
                </span>
              )}
            </Td>
            <Td>
              <StatusBadge status={target.status} label={s(target.status)} />
            </Td>
            <Td className="text-right">
              <TargetCosts model={model} target={target} />
              <Button
                size="sm"
                variant="ghost"
                onClick={() => onChange(target)}
                aria-label={t('changeTarget', { name: `${target.provider} ${target.upstreamModel}` })}
              >
                {f('change')}
              </Button>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function AddTarget({
  model,
  providers,
  onClose,
}: {
  model: ModelView;
  providers: readonly Pick<ProviderView, 'id' | 'name'>[];
  onClose: () => void;
}) {
  const t = useTranslations('admin.models');
  const [provider, setProvider] = useState(providers[0]?.id ?? '');
  const [upstreamModel, setUpstreamModel] = useState(model.name);
  const [weight, setWeight] = useState('1');
  const [place, setPlace] = useState<PlaceTexts>(NO_PLACE);
  const { run, pending, error, fieldErrors } = useAction(addTargetAction, {
    success: t('targetAdded'),
    onSuccess: onClose,
  });
  return (
    <Dialog open onOpenChange={onClose} title={t('addTarget')} description={t('addTargetLead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ model: model.id, target: { provider, upstreamModel, weight: Number(weight), ...readPlace(place) } });
        }}
      >
        <Field label={t('provider')} error={fieldErrors.provider ?? fieldErrors['target.provider']}>
          <Select value={provider} onChange={(event) => setProvider(event.target.value)} required>
            {providers.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <TargetFields
          {...{ upstreamModel, setUpstreamModel, weight, setWeight }}
          errors={{ upstreamModel: fieldErrors['target.upstreamModel'], weight: fieldErrors['target.weight'] }}
        />
        <PlaceFields
          place={place}
          onChange={setPlace}
          errors={{ region: fieldErrors['target.region'], retentionDays: fieldErrors['target.retentionDays'] }}
        />
        <FormError error={error} />
        <DialogActions>
          <Button type="submit" variant="primary" pending={pending} disabled={provider === ''}>
            {t('addTarget')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function ChangeTarget({ model, target, onClose }: { model: ModelView; target: Target; onClose: () => void }) {
  const t = useTranslations('admin.models');
  const f = useTranslations('admin.fields');
  const s = useTranslations('admin.status');
  const [upstreamModel, setUpstreamModel] = useState(target.upstreamModel);
  const [weight, setWeight] = useState(String(target.weight));
  const [status, setStatus] = useState<Target['status']>(target.status);
  const [place, setPlace] = useState<PlaceTexts>(placeTexts(target));
  const { run, pending, error, fieldErrors } = useAction(updateTargetAction, {
    success: f('saved'),
    onSuccess: onClose,
  });
  return (
    <Dialog open onOpenChange={onClose} title={t('changeTarget', { name: target.provider })}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const changes = { upstreamModel, weight: Number(weight), status, ...readPlace(place) };
          run({ model: model.id, targetId: target.id, changes });
        }}
      >
        <TargetFields
          {...{ upstreamModel, setUpstreamModel, weight, setWeight }}
          errors={{ upstreamModel: fieldErrors['changes.upstreamModel'], weight: fieldErrors['changes.weight'] }}
        />
        <PlaceFields
          place={place}
          onChange={setPlace}
          errors={{ region: fieldErrors['changes.region'], retentionDays: fieldErrors['changes.retentionDays'] }}
        />
        <Field label={f('status')}>
          <Select value={status} onChange={(event) => setStatus(event.target.value as Target['status'])}>
            <option value="active">{s('active')}</option>
            <option value="disabled">{s('disabled')}</option>
          </Select>
        </Field>
        <FormError error={error} />
        <DialogActions>
          <Button type="submit" variant="primary" pending={pending}>
            {f('save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface TargetFieldsProps {
  upstreamModel: string;
  setUpstreamModel: (text: string) => void;
  weight: string;
  setWeight: (text: string) => void;
  errors: { upstreamModel: string | undefined; weight: string | undefined };
}

function TargetFields({ upstreamModel, setUpstreamModel, weight, setWeight, errors }: TargetFieldsProps) {
  const t = useTranslations('admin.models');
  return (
    <>
      <Field label={t('upstreamModel')} hint={t('upstreamModelHint')} error={errors.upstreamModel}>
        <Input
          value={upstreamModel}
          onChange={(event) => setUpstreamModel(event.target.value)}
          required
          maxLength={200}
          className="font-mono"
        />
      </Field>
      <Field label={t('weight')} hint={t('weightHint')} error={errors.weight}>
        <Input
          type="number"
          min={0}
          max={1_000_000}
          step={1}
          value={weight}
          onChange={(event) => setWeight(event.target.value)}
          required
        />
      </Field>
    </>
  );
}
