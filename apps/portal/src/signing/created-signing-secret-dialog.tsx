'use client';

import type { CreatedSigningSecretView } from '@turnpike/contracts/management/signing';
import { useTranslations } from 'next-intl';
import { CodeBlock } from '../ui/code-block';
import { HeldDialog } from '../ui/held-dialog';
import { Secret } from '../ui/secret';
import { signedSnippets } from './signed-snippets';

interface CreatedSigningSecretDialogProps {
  created: CreatedSigningSecretView;
  baseUrl: string;
  /** One that it may call, for the snippets; null leaves them out. */
  model: string | null;
  onDone: () => void;
}

/** What to sign with, this once, and a signed request as it works. Whoever brought their own key loses nothing here. */
export function CreatedSigningSecretDialog({ created, baseUrl, model, onDone }: CreatedSigningSecretDialogProps) {
  const t = useTranslations('signing');
  const { id: keyId, secret, algorithm, name } = created;
  return (
    <HeldDialog
      title={t('created.title')}
      lead={secret === null ? t('created.leadOwn') : t('created.lead')}
      saved={secret === null ? null : { label: t('created.saved'), hint: t('created.savedHint') }}
      done={t('created.done')}
      wide
      onDone={onDone}
    >
      {secret !== null && <Secret value={secret} label={t('created.secret', { name })} />}
      <p className="text-xs text-quiet">
        {t('created.keyId')} <code className="text-text">{keyId}</code>
      </p>
      {model !== null && (
        <CodeBlock
          label={t('created.snippets')}
          snippets={signedSnippets({ baseUrl, keyId, algorithm, model, prompt: t('created.prompt') })}
        />
      )}
    </HeldDialog>
  );
}
