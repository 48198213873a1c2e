'use client';

/** Which events an endpoint is told of: all, those that are yet to come too, or a choice. */
import { SUBSCRIBABLE_EVENTS, type WebhookEventType } from '@turnpike/contracts/webhook-event';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Checkbox } from '../ui/checkbox';

interface EventChoiceProps {
  /** Null is all. */
  chosen: readonly string[] | null;
  onChange: (chosen: string[] | null) => void;
}

export function EventChoice({ chosen, onChange }: EventChoiceProps) {
  const t = useTranslations('webhooks');
  const id = useId();
  const toggle = (type: WebhookEventType, on: boolean) =>
    onChange(SUBSCRIBABLE_EVENTS.filter((one) => (one === type ? on : chosen?.includes(one))));
  return (
    <fieldset className="grid grid-cols-1 gap-2">
      <legend className="mb-1.5 text-xs font-[600]">{t('form.events')}</legend>
      {[true, false].map((all) => (
        <label key={String(all)} htmlFor={`${id}-${all}`} className="flex min-h-6 cursor-pointer items-center gap-2.5">
          <input
            type="radio"
            id={`${id}-${all}`}
            name={`${id}-which`}
            checked={(chosen === null) === all}
            onChange={() => onChange(all ? null : [])}
            className="accent-[var(--lane-text)]"
          />
          {t(all ? 'form.all' : 'form.some')}
        </label>
      ))}
      {chosen !== null && (
        <div className="ml-6 grid grid-cols-1 gap-2.5 border-l border-line pl-4">
          {SUBSCRIBABLE_EVENTS.map((type) => (
            <Checkbox
              key={type}
              label={<code className="text-xs">{type}</code>}
              hint={t(`event.${type}`)}
              checked={chosen.includes(type)}
              onCheckedChange={(on) => toggle(type, on === true)}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
