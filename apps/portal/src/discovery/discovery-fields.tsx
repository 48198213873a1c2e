'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Input, Select, Textarea } from '../ui/input';
import type { DiscoveryDraft } from './discovery-draft';

export interface DiscoveryFieldsProps {
  draft: DiscoveryDraft;
  onChange: (changes: Partial<DiscoveryDraft>) => void;
  /** Why a field, or something in it, was refused. */
  errorOf: (field: string) => string | undefined;
}

/** The fields of the kind chosen. */
export function DiscoveryFields(props: DiscoveryFieldsProps) {
  switch (props.draft.kind) {
    case 'none':
      return null;
    case 'static':
      return <StaticFields {...props} />;
    case 'dns':
      return <DnsFields {...props} />;
    case 'kubernetes':
      return <KubernetesFields {...props} />;
    case 'registration':
      return <RegistrationFields {...props} />;
  }
}

function StaticFields({ draft, onChange, errorOf }: DiscoveryFieldsProps) {
  const t = useTranslations('discovery');
  return (
    <Field label={t('instances')} hint={t('instancesHint')} error={errorOf('instances')}>
      <Textarea
        rows={4}
        value={draft.instances}
        onChange={(event) => onChange({ instances: event.target.value })}
        placeholder={'10.0.0.1:8000\n10.0.0.2:8000 3'}
        spellCheck={false}
        required
        className="font-mono"
      />
    </Field>
  );
}

const RECORDS = ['A', 'AAAA', 'SRV'] as const;

function DnsFields({ draft, onChange, errorOf }: DiscoveryFieldsProps) {
  const t = useTranslations('discovery');
  const isService = draft.record === 'SRV';
  return (
    <>
      <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-[10rem_1fr]">
        <Field label={t('record')} error={errorOf('record')}>
          <Select value={draft.record} onChange={(event) => onChange({ record: event.target.value })}>
            {RECORDS.map((record) => (
              <option key={record} value={record}>
                {t(`records.${record}`)}
              </option>
            ))}
          </Select>
        </Field>
        <TextField
          name="host"
          placeholder={isService ? '_http._tcp.models.internal' : 'models.internal'}
          required
          {...{ draft, onChange, errorOf }}
        />
      </div>
      <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2">
        {!isService && <TextField name="port" inputMode="numeric" {...{ draft, onChange, errorOf }} />}
        <TextField
          name="refreshSeconds"
          sentAs="refreshMs"
          inputMode="decimal"
          required
          {...{ draft, onChange, errorOf }}
        />
      </div>
      <TextField name="server" placeholder="10.0.0.53:53" {...{ draft, onChange, errorOf }} />
    </>
  );
}

function KubernetesFields({ draft, onChange, errorOf }: DiscoveryFieldsProps) {
  return (
    <>
      <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2">
        <TextField name="namespace" required {...{ draft, onChange, errorOf }} />
        <TextField name="service" required {...{ draft, onChange, errorOf }} />
      </div>
      <TextField name="servicePort" sentAs="port" {...{ draft, onChange, errorOf }} />
      <TextField name="apiServer" placeholder="https://kubernetes.example:6443" {...{ draft, onChange, errorOf }} />
      {draft.apiServer !== '' && (
        <TextField name="tokenFile" placeholder="/var/run/secrets/discovery/token" {...{ draft, onChange, errorOf }} />
      )}
    </>
  );
}

function RegistrationFields({ draft, onChange, errorOf }: DiscoveryFieldsProps) {
  const t = useTranslations('discovery');
  return (
    <>
      <TextField name="ttlSeconds" sentAs="ttlMs" inputMode="decimal" required {...{ draft, onChange, errorOf }} />
      <Field label={t('allowedNetworks')} hint={t('allowedNetworksHint')} error={errorOf('allowedNetworks')}>
        <Textarea
          rows={3}
          value={draft.allowedNetworks}
          onChange={(event) => onChange({ allowedNetworks: event.target.value })}
          spellCheck={false}
          required
          className="font-mono"
        />
      </Field>
    </>
  );
}

type TextName =
  | 'host'
  | 'port'
  | 'refreshSeconds'
  | 'server'
  | 'namespace'
  | 'service'
  | 'servicePort'
  | 'apiServer'
  | 'tokenFile'
  | 'ttlSeconds';

interface TextFieldProps extends DiscoveryFieldsProps {
  name: TextName;
  /** What the field is called where it is sent, if not the same. */
  sentAs?: string;
  placeholder?: string;
  inputMode?: 'numeric' | 'decimal';
  required?: boolean;
}

function TextField({ name, sentAs = name, draft, onChange, errorOf, ...input }: TextFieldProps) {
  const t = useTranslations('discovery');
  return (
    <Field label={t(name)} hint={t(`${name}Hint`)} error={errorOf(sentAs)}>
      <Input
        value={draft[name]}
        onChange={(event) => onChange({ [name]: event.target.value })}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        {...input}
      />
    </Field>
  );
}
