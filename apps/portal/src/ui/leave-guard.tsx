'use client';

import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { ConfirmDialog } from './confirm-dialog';
import { useWarningBeforeLeaving } from './use-warning-before-leaving';

/** While something isn't saved: asks before a link to another page is followed, and before the tab is closed. */
export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const t = useTranslations('ui.leave');
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);
  useWarningBeforeLeaving(isDirty);
  useEffect(() => {
    if (!isDirty) return;
    const hold = (event: MouseEvent) => {
      const page = pageAskedFor(event);
      if (page === null) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(page);
    };
    // Before the link itself hears of it.
    document.addEventListener('click', hold, { capture: true });
    return () => document.removeEventListener('click', hold, { capture: true });
  }, [isDirty]);
  return (
    <ConfirmDialog
      open={target !== null}
      onOpenChange={() => setTarget(null)}
      title={t('title')}
      effect={t('effect')}
      action={t('action')}
      onConfirm={() => {
        if (target !== null) router.push(target);
        setTarget(null);
      }}
    />
  );
}

/** The other page of the portal that this click would bring to this tab; null for every other click. */
function pageAskedFor(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.href === '' || link.hasAttribute('download')) return null;
  if (!['', '_self'].includes(link.target) || link.origin !== location.origin) return null;
  const page = link.pathname + link.search;
  return page === location.pathname + location.search ? null : page + link.hash;
}
