'use client';

import type { PlaygroundApplicationView } from '@turnpike/contracts/management/start';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Field } from '../../ui/field';
import { Select } from '../../ui/input';
import { modelsFor, type PlaygroundModel } from '../modes';

/** Who calls, shared by all modes, and which model, by the one that asks. */
export interface Target {
  applications: readonly PlaygroundApplicationView[];
  applicationId: string;
  onApplication: (applicationId: string) => void;
}

/** The model that stands for what was chosen: itself where it can be asked so, else the first that can. */
export function modelAt(
  { applications, applicationId }: Target,
  operations: readonly string[],
  chosen: string,
): PlaygroundModel | undefined {
  const models = modelsFor(applications.find(({ id }) => id === applicationId)?.models ?? [], operations);
  return models.find(({ name }) => name === chosen) ?? models[0];
}

interface CallTargetProps {
  target: Target;
  /** One of them the model must be good for. */
  operations: readonly string[];
  model: PlaygroundModel | undefined;
  onModel: (name: string) => void;
  /** What else the call is made with. */
  children?: ReactNode;
}

/** What a call is made with. */
export function CallTarget({ target, operations, model, onModel, children }: CallTargetProps) {
  const t = useTranslations('playground');
  const { applications, applicationId, onApplication } = target;
  const models = modelsFor(applications.find(({ id }) => id === applicationId)?.models ?? [], operations).toSorted(
    (a, b) => a.name.localeCompare(b.name, 'en'),
  );
  return (
    <section aria-label={t('settings')} className="grid gap-4 rounded-box border border-line p-4">
      {applications.length > 1 && (
        <Field label={t('application')}>
          <Select value={applicationId} onChange={(event) => onApplication(event.target.value)}>
            {applications.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {models.length > 0 && (
        <Field label={t('model')} hint={model?.description}>
          <Select value={model?.name ?? ''} onChange={(event) => onModel(event.target.value)}>
            {models.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {models.length > 0 && children}
    </section>
  );
}
