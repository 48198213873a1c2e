'use client';

import {
  type RoutingPolicy,
  type RoutingPolicyInput,
  RoutingPolicySchema,
} from '@turnpike/contracts/management/routing';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { CodeBlock } from '../ui/code-block';
import { Field } from '../ui/field';
import { Textarea } from '../ui/input';
import { toast } from '../ui/toast';

interface PolicyJsonProps {
  model: string;
  policy: RoutingPolicyInput;
  onTake: (policy: RoutingPolicy) => void;
}

/** The policy as the API has it, to take elsewhere or to bring from there. */
export function PolicyJson({ model, policy, onTake }: PolicyJsonProps) {
  const t = useTranslations('routing.json');
  const code = JSON.stringify(policy, null, 2);
  return (
    <details className="rounded-box border border-line bg-page">
      <summary className="cursor-pointer px-4 py-3 text-md font-[650]">{t('title')}</summary>
      <div className="grid grid-cols-1 gap-4 border-t border-line p-4">
        <p className="text-xs text-quiet">{t('lead', { name: model })}</p>
        <CodeBlock label={t('title')} snippets={[{ language: 'json', label: 'JSON', code }]} />
        <PastePolicy onTake={onTake} />
      </div>
    </details>
  );
}

function PastePolicy({ onTake }: Pick<PolicyJsonProps, 'onTake'>) {
  const t = useTranslations('routing.json');
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const take = () => {
    const read = readPolicy(text, (message) => t('notJson', { message }));
    setFault(read.fault);
    if (read.policy === undefined) return;
    onTake(read.policy);
    setText('');
    toast.success(t('taken'));
  };
  return (
    <div className="grid grid-cols-1 gap-2">
      <Field label={t('paste')} error={fault}>
        <Textarea
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          className="font-mono text-xs"
        />
      </Field>
      <div>
        <Button size="sm" onClick={take} disabled={text.trim() === ''}>
          {t('take')}
        </Button>
      </div>
    </div>
  );
}

/** What was pasted, or what is wrong with it. The whole body of a request is taken too. */
function readPolicy(text: string, notJson: (message: string) => string): { policy?: RoutingPolicy; fault?: string } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return { fault: notJson((error as Error).message) };
  }
  const body = typeof given === 'object' && given !== null && 'routing' in given ? given.routing : given;
  const parsed = RoutingPolicySchema.safeParse(body);
  if (parsed.success) return { policy: parsed.data };
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  return { fault: faults.join('; ') };
}
