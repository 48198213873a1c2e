'use client';

/** A new key's secret, this once: held open until its reader says that they have it. */
import type { CreatedKeyView } from '@turnpike/contracts/management/keys';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { chatSnippets } from '../snippets/chat-snippets';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { CodeBlock } from '../ui/code-block';
import { Dialog, DialogActions } from '../ui/dialog';
import { Secret } from '../ui/secret';
import { useWarningBeforeLeaving } from '../ui/use-warning-before-leaving';

interface CreatedKeyDialogProps {
  created: CreatedKeyView;
  baseUrl: string;
  /** One that the key may call, for the snippets; null leaves them out. */
  model: string | null;
  /** After a rotation: when the old key ends. */
  note?: string;
  onDone: () => void;
}

export function CreatedKeyDialog({ created, baseUrl, model, note, onDone }: CreatedKeyDialogProps) {
  const t = useTranslations('keys');
  const [saved, setSaved] = useState(false);
  useWarningBeforeLeaving(!saved);
  return (
    <Dialog open held={!saved} onOpenChange={onDone} title={t('created.title')} description={t('created.lead')} wide>
      <div className="grid grid-cols-1 gap-4">
        <Secret value={created.key} label={t('created.secret', { name: created.name })} />
        {note !== undefined && <p className="text-quiet">{note}</p>}
        {model !== null && (
          <CodeBlock
            label={t('created.snippets')}
            snippets={chatSnippets({
              baseUrl,
              key: created.key,
              model,
              messages: [{ role: 'user', content: t('helloPrompt') }],
            })}
          />
        )}
        <Checkbox
          label={t('created.saved')}
          hint={t('created.savedHint')}
          checked={saved}
          onCheckedChange={(checked) => setSaved(checked === true)}
        />
      </div>
      <DialogActions>
        <Button variant="primary" disabled={!saved} onClick={onDone}>
          {t('created.done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
