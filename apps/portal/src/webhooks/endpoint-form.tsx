'use client';

/** The fields of an endpoint, to add one or to change it. */
import type { WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ActionError } from '../server/action';
import { Button } from '../ui/button';
import { DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { EventChoice } from './event-choice';

export interface EndpointInput {
  url: string;
  description: string;
  /** Empty is all. */
  events: string[];
}

interface EndpointFormProps {
  present?: WebhookEndpointView;
  /** An address that takes anything, where there is a sandbox. */
  suggestion: string | null;
  submit: string;
  pending: boolean;
  error: ActionError | null;
  onSubmit: (input: EndpointInput) => void;
  onCancel: () => void;
}

export function EndpointForm({ present, suggestion, submit, pending, error, onSubmit, onCancel }: EndpointFormProps) {
  const t = useTranslations('webhooks');
  const [url, setUrl] = useState(present?.url ?? '');
  const [description, setDescription] = useState(present?.description ?? '');
  const [events, setEvents] = useState(present === undefined || present.events.length === 0 ? null : present.events);
  const nothingChosen = events !== null && events.length === 0;
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!nothingChosen) onSubmit({ url: url.trim(), description, events: events ?? [] });
      }}
    >
      <Field label={t('form.url')} hint={t('form.urlHint')} error={error?.fields.url}>
        <Input
          type="url"
          required
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          className="font-mono"
        />
      </Field>
      {suggestion !== null && url !== suggestion && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <Button size="sm" onClick={() => setUrl(suggestion)}>
            {t('form.suggest')}
          </Button>
          <span className="text-xs text-quiet">{t('form.suggestHint')}</span>
        </div>
      )}
      <Field label={t('form.description')} hint={t('form.descriptionHint')}>
        <Input value={description} maxLength={2000} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <EventChoice chosen={events} onChange={setEvents} />
      {nothingChosen && <p className="text-xs text-quiet">{t('form.none')}</p>}
      <FormError error={error} />
      <DialogActions>
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <Button type="submit" variant="primary" pending={pending} disabled={nothingChosen}>
          {submit}
        </Button>
      </DialogActions>
    </form>
  );
}
