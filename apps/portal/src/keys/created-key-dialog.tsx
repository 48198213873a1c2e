'use client';

import type { CreatedKeyView } from '@turnpike/contracts/management/keys';
import { useTranslations } from 'next-intl';
import { chatSnippets } from '../snippets/chat-snippets';
import { CodeBlock } from '../ui/code-block';
import { HeldDialog } from '../ui/held-dialog';
import { Secret } from '../ui/secret';

interface CreatedKeyDialogProps {
  created: CreatedKeyView;
  baseUrl: string;
  /** One that the key may call, for the snippets; null leaves them out. */
  model: string | null;
  /** After a rotation: when the old key ends. */
  note?: string;
  onDone: () => void;
}

/** A new key's secret, this once. */
export function CreatedKeyDialog({ created, baseUrl, model, note, onDone }: CreatedKeyDialogProps) {
  const t = useTranslations('keys');
  return (
    <HeldDialog
      title={t('created.title')}
      lead={t('created.lead')}
      saved={{ label: t('created.saved'), hint: t('created.savedHint') }}
      done={t('created.done')}
      wide
      onDone={onDone}
    >
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
    </HeldDialog>
  );
}
