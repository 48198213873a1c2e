'use client';

import {
  CATALOGUE_CAPABILITIES,
  CATALOGUE_MODALITIES,
  type CatalogueEntryView,
} from '@turnpike/contracts/management/model-catalogue';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ChoiceList } from '../admin/choice-list';
import { CostFields, readUnitTexts, type UnitTexts } from '../admin/cost-fields';
import { readCount } from '../admin/model-form';
import { unitTextsOf } from '../admin/unit-texts';
import { updateCatalogueEntryAction } from '../app/(console)/admin/catalogue/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

/** Changes an entry of the catalogue, over what was shipped. */
export function EntryEdit({ entry }: { entry: CatalogueEntryView }) {
  const t = useTranslations('modelCatalogue');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('edit')}</Button>
      {open && (
        <Dialog open onOpenChange={setOpen} title={t('editTitle', { name: entry.name })} description={t('editLead')}>
          <EditForm entry={entry} onDone={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}

function fieldsOf(entry: CatalogueEntryView) {
  const { name, currency, asOf, source, note } = entry;
  const [contextTokens, maxOutputTokens] = [entry.contextTokens, entry.maxOutputTokens].map((count) => count ?? '');
  return {
    name,
    contextTokens: String(contextTokens),
    maxOutputTokens: String(maxOutputTokens),
    currency,
    asOf,
    source,
    note,
  };
}

type Fields = ReturnType<typeof fieldsOf>;

function EditForm({ entry, onDone }: { entry: CatalogueEntryView; onDone: () => void }) {
  const t = useTranslations('modelCatalogue');
  const f = useTranslations('admin.fields');
  const [fields, setFields] = useState<Fields>(fieldsOf(entry));
  const [inputModalities, setInput] = useState<string[]>(entry.inputModalities);
  const [outputModalities, setOutput] = useState<string[]>(entry.outputModalities);
  const [capabilities, setCapabilities] = useState<string[]>(entry.capabilities);
  const [texts, setTexts] = useState<UnitTexts>(unitTextsOf(entry.prices ?? {}));
  const { items, ok } = readUnitTexts(texts);
  const { run, pending, error, fieldErrors } = useAction(updateCatalogueEntryAction, {
    success: t('saved'),
    onSuccess: onDone,
  });
  const submit = () =>
    run({
      entry: entry.id,
      changes: {
        ...fields,
        contextTokens: readCount(fields.contextTokens),
        maxOutputTokens: readCount(fields.maxOutputTokens),
        inputModalities,
        outputModalities,
        capabilities,
        prices: items.length === 0 ? null : Object.fromEntries(items.map(({ unit, amount }) => [unit, amount])),
      },
    });
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ok) submit();
      }}
    >
      <EntryFacts fields={fields} onChange={setFields} errors={fieldErrors} />
      <ChoiceList
        legend={t('capability')}
        options={CATALOGUE_CAPABILITIES}
        chosen={capabilities}
        onChange={setCapabilities}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <ChoiceList legend={t('takes')} options={CATALOGUE_MODALITIES} chosen={inputModalities} onChange={setInput} />
        <ChoiceList legend={t('gives')} options={CATALOGUE_MODALITIES} chosen={outputModalities} onChange={setOutput} />
      </div>
      <CostFields texts={texts} onChange={setTexts} currency={fields.currency.toUpperCase()} />
      <FormError error={error} />
      <DialogActions>
        <Button type="submit" variant="primary" pending={pending} disabled={!ok}>
          {f('save')}
        </Button>
      </DialogActions>
    </form>
  );
}

interface EntryFactsProps {
  fields: Fields;
  onChange: (fields: Fields) => void;
  errors: Readonly<Record<string, string>>;
}

function EntryFacts({ fields, onChange, errors }: EntryFactsProps) {
  const t = useTranslations('modelCatalogue');
  const f = useTranslations('admin.fields');
  const bind = (field: keyof Fields) => ({
    value: fields[field],
    onChange: (event: { target: { value: string } }) => onChange({ ...fields, [field]: event.target.value }),
  });
  const errorOf = (field: keyof Fields) => errors[`changes.${field}`];
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Field label={f('name')} error={errorOf('name')} className="sm:col-span-2">
        <Input {...bind('name')} required maxLength={120} />
      </Field>
      <Field label={t('context')} error={errorOf('contextTokens')}>
        <Input type="number" min={1} step={1} {...bind('contextTokens')} />
      </Field>
      <Field label={t('output')} error={errorOf('maxOutputTokens')}>
        <Input type="number" min={1} step={1} {...bind('maxOutputTokens')} />
      </Field>
      <Field label={t('asOf')} error={errorOf('asOf')}>
        <Input type="date" required {...bind('asOf')} />
      </Field>
      <Field label={f('currency')} error={errorOf('currency')}>
        <Input required maxLength={3} className="font-mono uppercase" {...bind('currency')} />
      </Field>
      <Field label={t('source')} error={errorOf('source')} className="sm:col-span-2">
        <Input type="url" required maxLength={300} {...bind('source')} />
      </Field>
      <Field label={t('note')} error={errorOf('note')} className="sm:col-span-2">
        <Input maxLength={300} {...bind('note')} />
      </Field>
    </div>
  );
}
