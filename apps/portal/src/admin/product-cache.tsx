'use client';

import type { ProductView } from '@turnpike/contracts/management/products';
import type { CachePolicy } from '@turnpike/contracts/management/cache-policy';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateProductAction } from '../app/(console)/admin/products/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Checkbox } from '../ui/checkbox';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select } from '../ui/input';
import { useAction } from '../ui/use-action';

const MODES = ['off', 'on_request', 'always'] as const;
type Mode = (typeof MODES)[number];

const TTLS = [300, 3600, 86_400, 604_800, 2_592_000];
const SIZES = [65_536, 262_144, 1_048_576, 4_194_304, 8_388_608];
const THRESHOLDS = { least: 0.5, most: 1, step: 0.01 };

/** What a product begins with when its answers are first kept. */
const BEGIN: CachePolicy = { mode: 'on_request', ttlSeconds: 3600, maxBytes: 1_048_576, shared: false, semantic: null };

interface ProductCacheProps {
  product: ProductView;
  /** Of all models: one of them may compare questions. */
  models: readonly string[];
}

/** Whether a product's answers are kept and given again, to whom, and for how long. */
export function ProductCache({ product, models }: ProductCacheProps) {
  const t = useTranslations('caching');
  const f = useTranslations('admin.fields');
  const [mode, setMode] = useState<Mode>(product.cache?.mode ?? 'off');
  const [policy, setPolicy] = useState<CachePolicy>(product.cache ?? BEGIN);
  const { run, pending, error, fieldErrors } = useAction(updateProductAction, { success: f('saved') });
  const cache = mode === 'off' ? null : { ...policy, mode };
  return (
    <Card title={t('title')} lead={t('lead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ product: product.id, changes: { cache } });
        }}
      >
        <Field label={t('mode')} hint={t(`modeHints.${mode}`)}>
          <Select value={mode} onChange={(event) => setMode(event.target.value as Mode)}>
            {MODES.map((each) => (
              <option key={each} value={each}>
                {t(`modes.${each}`)}
              </option>
            ))}
          </Select>
        </Field>
        {mode !== 'off' && (
          <PolicyFields
            policy={policy}
            onChange={(change) => setPolicy((before) => ({ ...before, ...change }))}
            models={models}
            thresholdError={fieldErrors['changes.cache.semantic.threshold']}
          />
        )}
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

interface PolicyFieldsProps {
  policy: CachePolicy;
  onChange: (change: Partial<CachePolicy>) => void;
  models: readonly string[];
  thresholdError: string | undefined;
}

function PolicyFields({ policy, onChange, models, thresholdError }: PolicyFieldsProps) {
  const t = useTranslations('caching');
  return (
    <>
      <Field label={t('ttl')} hint={t('ttlHint')}>
        <Select value={policy.ttlSeconds} onChange={(event) => onChange({ ttlSeconds: Number(event.target.value) })}>
          {withOwn(TTLS, policy.ttlSeconds).map((seconds) => (
            <option key={seconds} value={seconds}>
              {durationIn(t, seconds)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('maxBytes')} hint={t('maxBytesHint')}>
        <Select value={policy.maxBytes} onChange={(event) => onChange({ maxBytes: Number(event.target.value) })}>
          {withOwn(SIZES, policy.maxBytes).map((bytes) => (
            <option key={bytes} value={bytes}>
              {t('kibibytes', { count: bytes / 1024 })}
            </option>
          ))}
        </Select>
      </Field>
      <Checkbox
        checked={policy.shared}
        onCheckedChange={(checked) => onChange({ shared: checked === true })}
        label={t('shared')}
        hint={policy.shared ? t('sharedWarning') : t('sharedHint')}
      />
      <SemanticFields policy={policy} onChange={onChange} models={models} thresholdError={thresholdError} />
    </>
  );
}

function SemanticFields({ policy, onChange, models, thresholdError }: PolicyFieldsProps) {
  const t = useTranslations('caching');
  const { semantic } = policy;
  const first = models.find((name) => name.includes('embed')) ?? models[0];
  const change = (part: Partial<NonNullable<typeof semantic>>) => {
    if (semantic !== null) onChange({ semantic: { ...semantic, ...part } });
  };
  return (
    <>
      <Checkbox
        checked={semantic !== null}
        disabled={first === undefined}
        onCheckedChange={(checked) =>
          onChange({
            semantic: checked === true && first !== undefined ? { embeddingModel: first, threshold: 0.95 } : null,
          })
        }
        label={t('semantic')}
        hint={t('semanticHint')}
      />
      {semantic !== null && (
        <>
          <Field label={t('embeddingModel')} hint={t('embeddingModelHint')}>
            <Select
              value={semantic.embeddingModel}
              onChange={(event) => change({ embeddingModel: event.target.value })}
            >
              {withOwn(models, semantic.embeddingModel).map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t('threshold')} hint={t('thresholdHint')} error={thresholdError}>
            <Input
              type="number"
              inputMode="decimal"
              min={THRESHOLDS.least}
              max={THRESHOLDS.most}
              step={THRESHOLDS.step}
              value={semantic.threshold}
              onChange={(event) => change({ threshold: Number(event.target.value) })}
              required
            />
          </Field>
        </>
      )}
    </>
  );
}

/** The usual values, with one that was set elsewhere. */
function withOwn<T extends string | number>(usual: readonly T[], own: T): readonly T[] {
  return usual.includes(own) ? usual : [own, ...usual];
}

/** In the largest unit that fits. */
function durationIn(t: ReturnType<typeof useTranslations<'caching'>>, seconds: number): string {
  if (seconds % 86_400 === 0) return t('days', { count: seconds / 86_400 });
  if (seconds % 3600 === 0) return t('hours', { count: seconds / 3600 });
  if (seconds % 60 === 0) return t('minutes', { count: seconds / 60 });
  return t('seconds', { count: seconds });
}
