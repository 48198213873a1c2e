'use client';

import { Maximize2, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button';

/**
 * Details over a list that keeps its place. For intercepted routes: it is open as long as its address is, and closing it
 * goes back. `href` is the same address as a page of its own.
 */
export function RouteDrawer({ title, href, children }: { title: ReactNode; href?: string; children: ReactNode }) {
  const t = useTranslations('ui');
  const router = useRouter();
  return (
    <Radix.Root open onOpenChange={(open) => !open && router.back()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil data-[state=open]:animate-in data-[state=open]:fade-in-0" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 right-0 z-50 flex w-full max-w-2xl flex-col border-l border-line bg-page shadow-float outline-none data-[state=open]:animate-in data-[state=open]:slide-in-from-right-8"
        >
          <div className="flex items-center gap-2 border-b border-line px-5 py-3">
            <Radix.Title className="min-w-0 flex-1 truncate text-md">{title}</Radix.Title>
            {href !== undefined && (
              <Button asChild variant="ghost" size="icon-sm">
                {/* A full load, so that the page comes and not the drawer again. */}
                <a href={href} aria-label={t('openPage')}>
                  <Maximize2 aria-hidden />
                </a>
              </Button>
            )}
            <Radix.Close asChild>
              <Button variant="ghost" size="icon-sm" aria-label={t('close')}>
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
