'use client';

import { useTranslations } from 'next-intl';
import { CodeBlock, type Snippet } from '../../ui/code-block';
import { Dialog } from '../../ui/dialog';

interface CodeDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  snippets: readonly Snippet[];
}

/** The call as code, with a word where the key belongs. */
export function CodeDialog({ open, onOpenChange, snippets }: CodeDialogProps) {
  const t = useTranslations('playground');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('code.title')} description={t('code.lead')} wide>
      <CodeBlock label={t('code.title')} snippets={snippets} />
    </Dialog>
  );
}
