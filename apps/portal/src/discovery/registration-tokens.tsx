'use client';

import type { ProviderView } from '@turnpike/contracts/management/providers';
import type { NewRegistrationTokenView, RegistrationTokenView } from '@turnpike/contracts/management/discovery';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createRegistrationTokenAction, revokeRegistrationTokenAction } from '../app/(console)/admin/providers/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Checkbox } from '../ui/checkbox';
import { CodeBlock } from '../ui/code-block';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { Instant } from '../ui/instant';
import { Secret } from '../ui/secret';
import { useAction } from '../ui/use-action';

interface TokensProps {
  provider: ProviderView;
  tokens: readonly RegistrationTokenView[];
  /** Where instances register. */
  gatewayUrl: string;
}

/** The secrets with which a provider's instances register themselves. */
export function RegistrationTokens({ provider, tokens, gatewayUrl }: TokensProps) {
  const t = useTranslations('discovery.tokens');
  const router = useRouter();
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<NewRegistrationTokenView | null>(null);
  const [revoked, setRevoked] = useState<RegistrationTokenView | null>(null);
  const revoking = useAction(revokeRegistrationTokenAction, {
    success: t('revoked'),
    onSuccess: () => setRevoked(null),
  });
  const close = () => {
    setCreated(null);
    router.refresh();
  };
  return (
    <Card
      flush
      title={t('title')}
      lead={t('lead')}
      actions={
        <Button size="sm" onClick={() => setCreating(true)}>
          {t('create')}
        </Button>
      }
    >
      {tokens.length === 0 && <p className="px-4 py-3 text-quiet">{t('none')}</p>}
      <ul className="grid grid-cols-1 divide-y divide-line">
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => setRevoked(token)} />
        ))}
      </ul>
      {creating && (
        <CreateDialog
          provider={provider}
          onClose={() => setCreating(false)}
          onCreated={(token) => {
            setCreating(false);
            setCreated(token);
          }}
        />
      )}
      {created !== null && <CreatedDialog created={created} gatewayUrl={gatewayUrl} onClose={close} />}
      {revoked !== null && (
        <ConfirmDialog
          open
          onOpenChange={() => setRevoked(null)}
          title={t('revokeTitle', { name: revoked.name })}
          effect={t('revokeEffect')}
          action={t('revoke')}
          onConfirm={() => revoking.run({ provider: provider.id, tokenId: revoked.id })}
          pending={revoking.pending}
          error={revoking.error}
        />
      )}
    </Card>
  );
}

function TokenRow({ token, onRevoke }: { token: RegistrationTokenView; onRevoke: () => void }) {
  const t = useTranslations('discovery.tokens');
  const { name, last4, lastUsedAt } = token;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-40">
        <span className="block truncate font-[600]">{name}</span>
        <span className="text-2xs text-quiet">
          <code>…{last4} · </code>
          {lastUsedAt === null ? t('neverUsed') : t.rich('used', { at: () => <Instant iso={lastUsedAt} /> })}
        </span>
      </div>
      <Button size="sm" variant="ghost" onClick={onRevoke} aria-label={t('revokeNamed', { name })}>
        {t('revoke')}
      </Button>
    </li>
  );
}

interface CreateDialogProps {
  provider: ProviderView;
  onClose: () => void;
  onCreated: (token: NewRegistrationTokenView) => void;
}

function CreateDialog({ provider, onClose, onCreated }: CreateDialogProps) {
  const t = useTranslations('discovery.tokens');
  const f = useTranslations('admin.fields');
  const [name, setName] = useState('');
  const { run, pending, error, fieldErrors } = useAction(createRegistrationTokenAction, { onSuccess: onCreated });
  return (
    <Dialog open onOpenChange={onClose} title={t('create')} description={t('createLead', { name: provider.name })}>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ provider: provider.id, name });
        }}
      >
        <Field label={f('name')} hint={t('nameHint')} error={fieldErrors.name}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={120}
            autoComplete="off"
          />
        </Field>
        <FormError error={error} />
        <DialogActions>
          <Button type="submit" variant="primary" pending={pending}>
            {t('create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface CreatedDialogProps {
  created: NewRegistrationTokenView;
  gatewayUrl: string;
  onClose: () => void;
}

function CreatedDialog({ created, gatewayUrl, onClose }: CreatedDialogProps) {
  const t = useTranslations('discovery.tokens');
  const [saved, setSaved] = useState(false);
  return (
    <Dialog
      open
      held
      wide
      onOpenChange={onClose}
      title={t('createdTitle', { name: created.name })}
      description={t('createdLead')}
    >
      <div className="grid grid-cols-1 gap-4">
        <Secret value={created.secret} label={t('secret')} />
        <p className="max-w-prose text-quiet">{t('heartbeatLead')}</p>
        <CodeBlock
          label={t('heartbeat')}
          snippets={[{ language: 'curl', label: 'curl', code: heartbeat(gatewayUrl, created.secret) }]}
        />
        <Checkbox label={t('saved')} checked={saved} onCheckedChange={(checked) => setSaved(checked === true)} />
        <DialogActions>
          <Button variant="primary" disabled={!saved} onClick={onClose}>
            {t('done')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}

/** Registers, and says again that it lives. */
function heartbeat(gatewayUrl: string, secret: string): string {
  return [
    `curl -X PUT ${gatewayUrl}/api/v1/instances \\`,
    `  -H "Authorization: Bearer ${secret}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"address":"10.0.0.1:8000"}'`,
  ].join('\n');
}
