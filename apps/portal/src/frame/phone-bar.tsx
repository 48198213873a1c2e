'use client';

import { Menu } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { cn } from '../ui/cn';
import { isHere, type NavGroup } from './navigation';
import { SideNav } from './side-nav';

const cell = 'flex h-14 min-w-0 flex-1 cursor-pointer flex-col items-center justify-center gap-1 text-2xs no-underline';

/** The bar at the bottom of a phone: the four pages one needs most, and all the others in a sheet. */
export function PhoneBar({ groups }: { groups: readonly NavGroup[] }) {
  const t = useTranslations('console');
  const path = usePathname();
  const [open, setOpen] = useState(false);
  const items = groups.flatMap((group) => group.items).filter(({ onPhone }) => onPhone === true);
  return (
    <nav
      aria-label={t('phoneNav')}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-page pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {items.map((item) => {
        const here = isHere(item, path);
        const { icon: Icon } = item;
        return (
          <Link
            key={item.href}
            href={item.href}
            className={cn(cell, here ? 'font-[650] text-text' : 'text-quiet')}
            {...(here ? { 'aria-current': 'page' as const } : {})}
          >
            <Icon aria-hidden className={cn('size-5', here && 'text-lane-text')} />
            <span className="max-w-full truncate px-1">{t(item.label)}</span>
          </Link>
        );
      })}
      <Radix.Root open={open} onOpenChange={setOpen}>
        <Radix.Trigger className={cn(cell, 'text-quiet')}>
          <Menu aria-hidden className="size-5" />
          {t('more')}
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed inset-x-0 bottom-0 z-50 flex max-h-[85dvh] flex-col rounded-t-box border-t border-line bg-float shadow-float outline-none"
          >
            <Radix.Title className="border-b border-line px-4 py-3 text-md">{t('allPages')}</Radix.Title>
            <SideNav groups={groups} collapsed={false} onFollow={() => setOpen(false)} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </nav>
  );
}
