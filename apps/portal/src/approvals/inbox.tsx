'use client';

import type { ApprovalView } from '@turnpike/contracts/management/subscriptions';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { decideAction } from '../app/(console)/admin/approvals/actions';
import { Button } from '../ui/button';
import { toast } from '../ui/toast';
import { useAction } from '../ui/use-action';
import type { DecisionOutcome } from './decide';
import { type Choice, DecisionForm } from './decision-form';
import { InboxItem } from './inbox-item';

/** What waits for a decision. j and k go through it, a and r decide, x selects; nothing leaves the list. */
export function Inbox({ items }: { items: readonly ApprovalView[] }) {
  const t = useTranslations('subscriptions');
  const { selected, toggle, clear } = useSelection(items);
  const tell = useOutcomeToasts();
  const [choice, setChoice] = useState<Choice | null>(null);
  const { run, pending, error, reset } = useAction(decideAction, {
    onSuccess: (outcome) => {
      setChoice(null);
      clear();
      tell(outcome);
    },
  });
  const choose = (next: Choice | null) => {
    reset();
    setChoice(next);
  };
  const list = useListKeys(items, { toggle, decide: (decision, id) => choose({ decision, ids: [id] }) });
  const decide = (reason: string) => {
    if (choice !== null) run({ decision: choice.decision, reason, items: decidable(items, choice.ids) });
  };
  const form = (ids: readonly string[]) =>
    choice !== null &&
    choice.ids.join() === ids.join() && (
      <DecisionForm
        key={choice.decision}
        choice={choice}
        pending={pending}
        error={error}
        onDecide={decide}
        onClose={() => choose(null)}
      />
    );
  return (
    <div>
      <p className="mb-3 hidden text-xs text-quiet md:block">{t('approvals.keys')}</p>
      {selected.length > 1 && (
        <Selection
          count={selected.length}
          onClear={clear}
          onApprove={() => choose({ decision: 'approve', ids: selected })}
          form={form(selected)}
        />
      )}
      <ol ref={list} aria-label={t('approvals.title')} className="grid grid-cols-1 gap-3">
        {items.map((item) => (
          <InboxItem
            key={item.subscription.id}
            item={item}
            selected={selected.includes(item.subscription.id)}
            onSelect={() => toggle(item.subscription.id)}
            onChoose={(decision) => choose({ decision, ids: [item.subscription.id] })}
            form={form([item.subscription.id])}
          />
        ))}
      </ol>
    </div>
  );
}

function useOutcomeToasts() {
  const t = useTranslations('subscriptions');
  return ({ done, failed }: DecisionOutcome) => {
    if (done > 0) toast.success(t('approvals.done', { count: done }));
    for (const { message } of failed) toast.error(message);
  };
}

/** As the action takes them; a switch of plan names the plan that was looked at. */
function decidable(items: readonly ApprovalView[], ids: readonly string[]) {
  return items
    .filter(({ subscription }) => ids.includes(subscription.id))
    .map(({ kind, subscription: { id, requestedPlan } }) => ({
      subscriptionId: id,
      plan: kind === 'plan_switch' ? (requestedPlan?.id ?? null) : null,
    }));
}

/** What can be done with several requests at once. */
function Selection(props: { count: number; onClear: () => void; onApprove: () => void; form: ReactNode }) {
  const t = useTranslations('subscriptions');
  const { count, onClear, onApprove, form } = props;
  return (
    <div className="mb-4 grid gap-3 rounded-box border border-lane-text bg-lane-soft px-4 py-3">
      <div className="flex flex-wrap items-center gap-3">
        <span className="mr-auto font-[600]">{t('approvals.selected', { count })}</span>
        <Button size="sm" onClick={onClear}>
          {t('approvals.clear')}
        </Button>
        <Button size="sm" variant="primary" onClick={onApprove}>
          {t('approvals.approveSelected', { count })}
        </Button>
      </div>
      {form}
    </div>
  );
}

/** Which requests are ticked; those that were decided meanwhile fall out. */
function useSelection(items: readonly ApprovalView[]) {
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const toggle = (id: string) =>
    setTicked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]));
  const selected = items.map(({ subscription }) => subscription.id).filter((id) => ticked.includes(id));
  return { selected, toggle, clear: () => setTicked([]) };
}

/** Keys for the whole page, as long as nobody is typing and nothing lies over it. */
function useListKeys(
  items: readonly ApprovalView[],
  acts: { toggle: (id: string) => void; decide: (decision: Choice['decision'], id: string) => void },
) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.closest('input, textarea, select, [role=dialog], [role=menu]') !== null) return;
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-item]') ?? [])];
      const at = rows.findIndex((row) => row.contains(document.activeElement));
      if (event.key === 'j' || event.key === 'k') {
        const next = at === -1 ? 0 : at + (event.key === 'j' ? 1 : -1);
        rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
        event.preventDefault();
        return;
      }
      const id = items[at]?.subscription.id;
      if (id === undefined || !['a', 'r', 'x'].includes(event.key)) return;
      event.preventDefault();
      if (event.key === 'x') acts.toggle(id);
      else acts.decide(event.key === 'a' ? 'approve' : 'reject', id);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  return list;
}
