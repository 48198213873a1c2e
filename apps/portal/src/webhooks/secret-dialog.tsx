'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { CodeBlock } from '../ui/code-block';
import { HeldDialog } from '../ui/held-dialog';
import { Secret } from '../ui/secret';
import { verifySnippets } from './verify-snippets';

interface SecretDialogProps {
  secret: string;
  /** After a rotation: until when the old one signs. */
  note?: ReactNode;
  onDone: () => void;
}

/** A signing secret, this once. */
export function SecretDialog({ secret, note, onDone }: SecretDialogProps) {
  const t = useTranslations('webhooks.secret');
  const labels = { typescript: t('typescript'), python: t('python'), hmac: t('hmac') };
  return (
    <HeldDialog
      title={t('title')}
      lead={t('lead')}
      saved={{ label: t('saved'), hint: t('savedHint') }}
      done={t('done')}
      wide
      onDone={onDone}
    >
      <Secret value={secret} label={t('label')} />
      {note !== undefined && <p className="text-quiet">{note}</p>}
      <CodeBlock label={t('snippets')} snippets={verifySnippets(secret, labels)} />
    </HeldDialog>
  );
}
