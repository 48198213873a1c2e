'use client';

import type { ModelTestView } from '@turnpike/contracts/management/provider-tests';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { testModelAction } from '../app/(console)/admin/models/actions';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { Count } from '../ui/figures';
import { FormError } from '../ui/form-error';
import { Input, Select } from '../ui/input';
import { Instant } from '../ui/instant';
import { useAction } from '../ui/use-action';
import { TestOutcome } from './test-outcome';

/** What a test call can be made of, with its words. */
const TEXTS = { 'chat.completions': 'chat', embeddings: 'embeddings' } as const;
type Operation = keyof typeof TEXTS;

interface ModelTestProps {
  modelId: string;
  hasTargets: boolean;
  /** What the model can be asked for. */
  operations: readonly string[];
}

/** Makes a tiny call at each place that serves the model, and shows what came back. */
export function ModelTest({ modelId, hasTargets, operations }: ModelTestProps) {
  const t = useTranslations('admin.test');
  const testable = (Object.keys(TEXTS) as Operation[]).filter((key) => operations.includes(key));
  const [first] = testable;
  if (first !== undefined) return <TestForm {...{ modelId, hasTargets, testable, first }} />;
  return (
    <Card title={t('title')}>
      <p className="text-quiet">{t('notTestable')}</p>
    </Card>
  );
}

function TestForm({
  modelId,
  hasTargets,
  testable,
  first,
}: Omit<ModelTestProps, 'operations'> & { testable: readonly Operation[]; first: Operation }) {
  const t = useTranslations('admin.test');
  const [operation, setOperation] = useState<Operation>(first);
  const [prompt, setPrompt] = useState('Say hello in one word.');
  const [result, setResult] = useState<ModelTestView | null>(null);
  const { run, pending, error } = useAction(testModelAction, { onSuccess: setResult });
  return (
    <Card title={t('title')} lead={t('modelLead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ model: modelId, request: { operation, prompt } });
        }}
      >
        <div className="grid items-start gap-4 sm:grid-cols-[12rem_1fr]">
          <Field label={t('operation')}>
            <Select value={operation} onChange={(event) => setOperation(event.target.value as Operation)}>
              {testable.map((key) => (
                <option key={key} value={key}>
                  {t(TEXTS[key])}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t('prompt')}>
            <Input value={prompt} onChange={(event) => setPrompt(event.target.value)} required maxLength={500} />
          </Field>
        </div>
        <div>
          <Button type="submit" variant="primary" pending={pending} disabled={!hasTargets}>
            {t('run')}
          </Button>
        </div>
      </form>
      <div aria-live="polite" className="mt-4 grid grid-cols-1 gap-3">
        <FormError error={error} />
        {pending && <p className="text-quiet">{t('running')}</p>}
        {result !== null && !pending && <TestResult result={result} />}
      </div>
    </Card>
  );
}

function TestResult({ result }: { result: ModelTestView }) {
  const t = useTranslations('admin.test');
  const s = useTranslations('admin.status');
  return (
    <>
      <ul className="grid grid-cols-1 gap-3">
        {result.targets.map((target) => (
          <li key={target.targetId} className="grid gap-1.5 rounded-box border border-line p-3">
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-[600]">{target.provider}</span>
              <code className="min-w-0 truncate text-xs text-quiet">{target.upstreamModel}</code>
              {target.targetStatus === 'disabled' && <Badge tone="pending">{s('disabled')}</Badge>}
            </p>
            <TestOutcome outcome={target} />
            {target.text !== null && (
              <blockquote className="border-l-2 border-line pl-3 text-xs">{target.text}</blockquote>
            )}
            {target.tokens !== null && (
              <p className="text-xs text-quiet">
                <Count value={target.tokens.input} unit={t('tokensIn')} /> ·{' '}
                <Count value={target.tokens.output} unit={t('tokensOut')} />
              </p>
            )}
          </li>
        ))}
      </ul>
      <p className="text-xs text-quiet">
        {t('notCharged')} <Instant iso={result.testedAt} show="time" />
      </p>
    </>
  );
}
