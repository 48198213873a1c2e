'use client';

import { useTranslations } from 'next-intl';
import { markNoticesReadAction } from '../app/(console)/app/notices/actions';
import { Button } from '../ui/button';
import { useAction } from '../ui/use-action';

/** Marks everything as read that the page has shown; what came since stays unread. */
export function MarkAllButton({ upTo }: { upTo: string }) {
  const t = useTranslations('notices');
  const { run, pending } = useAction(markNoticesReadAction, { success: t('marked') });
  return (
    <Button onClick={() => run({ upTo })} pending={pending}>
      {t('markAll')}
    </Button>
  );
}
