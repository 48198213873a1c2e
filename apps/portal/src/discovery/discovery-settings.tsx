'use client';

import type { ProviderView } from '@turnpike/contracts/management/providers';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { updateProviderAction } from '../app/(console)/admin/providers/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Select } from '../ui/input';
import { useAction } from '../ui/use-action';
import { DISCOVERY_KINDS, discoveryIn, draftOf } from './discovery-draft';
import { DiscoveryFields } from './discovery-fields';

/** Where a provider's instances come from. */
export function DiscoverySettings({ provider }: { provider: ProviderView }) {
  const t = useTranslations('discovery');
  const f = useTranslations('admin.fields');
  const [draft, setDraft] = useState(() => draftOf(provider.discovery));
  const { run, pending, error, fieldErrors } = useAction(updateProviderAction, { success: t('saved') });
  const discovery = discoveryIn(draft);
  const changed = JSON.stringify(discovery) !== JSON.stringify(discoveryIn(draftOf(provider.discovery)));
  // What is wrong with one of a list is said of the list.
  const errorOf = (field: string) =>
    Object.entries(fieldErrors).find(([path]) => `${path}.`.startsWith(`changes.discovery.${field}.`))?.[1];
  return (
    <Card title={t('title')} lead={t('lead')}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ provider: provider.id, changes: { discovery } });
        }}
      >
        <Field label={t('kind')} hint={t(`kindHints.${draft.kind}`)}>
          <Select
            value={draft.kind}
            onChange={({ target }) =>
              setDraft({ ...draft, kind: DISCOVERY_KINDS.find((kind) => kind === target.value) ?? draft.kind })
            }
          >
            {DISCOVERY_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kinds.${kind}`)}
              </option>
            ))}
          </Select>
        </Field>
        <DiscoveryFields draft={draft} onChange={(changes) => setDraft({ ...draft, ...changes })} errorOf={errorOf} />
        <FormError error={error} />
        <div>
          <Button type="submit" pending={pending} disabled={!changed}>
            {f('save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
