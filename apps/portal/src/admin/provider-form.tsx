'use client';

import { WIRE_KINDS, type WireKind } from '@turnpike/contracts/management/provider-kinds';
import type { VendorView } from '@turnpike/contracts/management/vendors';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createProviderAction } from '../app/(console)/admin/providers/actions';
import { Button } from '../ui/button';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { NameAndSlug } from './name-and-slug';
import { BaseUrlField, CredentialField, KindField, ServesTestKeys } from './provider-fields';
import { VendorField } from './vendor-field';

/** Adds a vendor account. Choosing a vendor fills in what is known of it; every field stays the reader's. */
export function ProviderForm({ vendors }: { vendors: readonly VendorView[] }) {
  const t = useTranslations('admin.providers');
  const router = useRouter();
  const [vendor, setVendor] = useState<VendorView | null>(null);
  const [kind, setKind] = useState<WireKind>('openai-compatible');
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const [baseUrl, setBaseUrl] = useState('');
  const [credential, setCredential] = useState('');
  const [servesTestKeys, setServesTestKeys] = useState(false);
  const { run, pending, error, fieldErrors } = useAction(createProviderAction, {
    success: t('created'),
    onSuccess: ({ id }) => router.push(`/admin/providers/${id}`),
  });
  const choose = (chosen: VendorView | null) => {
    setVendor(chosen);
    if (chosen === null) return;
    setName(chosen.name);
    setSlug(chosen.slug);
    setKind(WIRE_KINDS.find((known) => known === chosen.kind) ?? kind);
    setBaseUrl(chosen.baseUrl);
  };
  const submit = () => run({ name, baseUrl, kind, servesTestKeys, ...filledIn({ slug, credential }) });
  return (
    <form
      className="grid max-w-xl gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <VendorField vendors={vendors} value={vendor} onChange={choose} />
      <NameAndSlug
        name={name}
        slug={slug}
        onName={setName}
        onSlug={setSlug}
        errors={fieldErrors}
        nameHint={t('nameHint')}
      />
      <KindField value={kind} onChange={setKind} />
      <BaseUrlField kind={kind} value={baseUrl} onChange={setBaseUrl} error={fieldErrors.baseUrl} />
      <CredentialField kind={kind} value={credential} onChange={setCredential} error={fieldErrors.credential} />
      <ServesTestKeys checked={servesTestKeys} onChange={setServesTestKeys} />
      <FormError error={error} />
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          {t('create')}
        </Button>
      </div>
    </form>
  );
}

/** What isn't filled in isn't sent: then the server decides. */
function filledIn(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}
