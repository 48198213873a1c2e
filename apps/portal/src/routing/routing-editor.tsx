'use client';

import type { ModelView } from '@turnpike/contracts/management/models';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateRoutingAction } from '../app/(console)/admin/models/actions';
import { Button } from '../ui/button';
import { FormError } from '../ui/form-error';
import { LeaveGuard } from '../ui/leave-guard';
import { useAction } from '../ui/use-action';
import { AdvancedFields } from './advanced-fields';
import { FallbackCard, ShadowCard } from './beyond-cards';
import { PolicyJson } from './policy-json';
import { PoolsCard } from './pools-card';
import { ResetRouting } from './reset-routing';
import { draftOf, policyOf, type RoutingDraft } from './routing-draft';
import { RulesCard } from './rules-card';

interface RoutingEditorProps {
  model: Pick<ModelView, 'id' | 'name' | 'targets' | 'routing'>;
  /** Names of the other models: what may stand in for this one. */
  others: readonly string[];
}

/** A model's whole policy in one form with one save. */
export function RoutingEditor({ model, others }: RoutingEditorProps) {
  const t = useTranslations('routing.bar');
  const { targets } = model;
  const [saved, setSaved] = useState(model.routing);
  const [draft, setDraft] = useState(() => draftOf(model.routing, targets));
  const { run, pending, error, fieldErrors, reset } = useAction(updateRoutingAction, {
    success: t('saved'),
    onSuccess: ({ routing }) => takeSaved(routing),
  });
  const takeSaved = (routing: ModelView['routing']) => {
    setSaved(routing);
    setDraft(draftOf(routing, targets));
    reset();
  };
  const policy = policyOf(draft);
  const isDirty = JSON.stringify(policy) !== JSON.stringify(policyOf(draftOf(saved, targets)));
  const change = (some: Partial<RoutingDraft>) => setDraft((before) => ({ ...before, ...some }));
  const errorAt = (path: string) => firstUnder(fieldErrors, `routing.${path}`);
  const parts = { draft, errorAt, onChange: change };
  return (
    <>
      <LeaveGuard isDirty={isDirty} />
      <form
        className="grid grid-cols-1 gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          run({ model: model.id, routing: policy });
        }}
      >
        <PoolsCard {...parts} targets={targets} onReplace={setDraft} />
        <RulesCard {...parts} onReplace={setDraft} />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <ShadowCard {...parts} targets={targets} />
          <FallbackCard {...parts} models={others} />
        </div>
        <AdvancedFields {...parts} />
        <PolicyJson model={model.name} policy={policy} onTake={(taken) => setDraft(draftOf(taken, targets))} />
        {saved !== null && <ResetRouting model={model} onReset={() => takeSaved(null)} />}
        <FormError error={error} />
        <SaveBar isDirty={isDirty} pending={pending} onDiscard={() => takeSaved(saved)} />
      </form>
    </>
  );
}

interface SaveBarProps {
  isDirty: boolean;
  pending: boolean;
  onDiscard: () => void;
}

/** Always in sight: the form is longer than a screen. On a phone it stands on the bar at the bottom. */
function SaveBar({ isDirty, pending, onDiscard }: SaveBarProps) {
  const t = useTranslations('routing.bar');
  return (
    <div className="sticky bottom-[calc(3.5rem+env(safe-area-inset-bottom))] z-20 -mx-4 flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line bg-page px-4 py-3 sm:mx-0 sm:px-0 md:bottom-0">
      <p className="min-w-24 flex-1 text-xs text-quiet" aria-live="polite">
        {t(isDirty ? 'dirty' : 'clean')}
      </p>
      {isDirty && (
        <Button variant="ghost" onClick={onDiscard} disabled={pending}>
          {t('discard')}
        </Button>
      )}
      <Button type="submit" variant="primary" pending={pending} disabled={!isDirty}>
        {t('save')}
      </Button>
    </div>
  );
}

/** The message of a field, or of the first thing inside it. */
function firstUnder(errors: Readonly<Record<string, string>>, path: string): string | undefined {
  return errors[path] ?? Object.entries(errors).find(([at]) => at.startsWith(`${path}.`))?.[1];
}
