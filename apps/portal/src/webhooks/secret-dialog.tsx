'use client';

/** A signing secret, this once: held open until its reader says that they have it. */
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { CodeBlock } from '../ui/code-block';
import { Dialog, DialogActions } from '../ui/dialog';
import { Secret } from '../ui/secret';
import { useWarningBeforeLeaving } from '../ui/use-warning-before-leaving';
import { verifySnippets } from './verify-snippets';

interface SecretDialogProps {
  secret: string;
  /** After a rotation: until when the old one signs. */
  note?: ReactNode;
  onDone: () => void;
}

export function SecretDialog({ secret, note, onDone }: SecretDialogProps) {
  const t = useTranslations('webhooks.secret');
  const [saved, setSaved] = useState(false);
  useWarningBeforeLeaving(!saved);
  const labels = { typescript: t('typescript'), python: t('python'), hmac: t('hmac') };
  return (
    <Dialog open held={!saved} onOpenChange={onDone} title={t('title')} description={t('lead')} wide>
      <div className="grid grid-cols-1 gap-4">
        <Secret value={secret} label={t('label')} />
        {note !== undefined && <p className="text-quiet">{note}</p>}
        <CodeBlock label={t('snippets')} snippets={verifySnippets(secret, labels)} />
        <Checkbox
          label={t('saved')}
          hint={t('savedHint')}
          checked={saved}
          onCheckedChange={(checked) => setSaved(checked === true)}
        />
      </div>
      <DialogActions>
        <Button variant="primary" disabled={!saved} onClick={onDone}>
          {t('done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
