'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type MouseEvent, useEffect, useRef } from 'react';
import { cn } from '../ui/cn';
import { PLAYGROUND_MODES, type PlaygroundMode } from './modes';

/** Enough of the one before is seen to know that there is one. */
const EDGE_PX = 48;

/** The modes, each an address of its own; choosing one asks no server, and what was written in another one stays. */
export function ModeTabs({ mode }: { mode: PlaygroundMode }) {
  const t = useTranslations('playground');
  const list = useRef<HTMLElement>(null);
  // On a phone not all fit: the one that was opened must be seen.
  useEffect(() => {
    const here = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (list.current && here) list.current.scrollLeft = here.offsetLeft - list.current.offsetLeft - EDGE_PX;
  }, [mode]);
  const go = (event: MouseEvent<HTMLAnchorElement>, href: string) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    window.history.pushState(null, '', href);
  };
  return (
    <nav ref={list} aria-label={t('modes')} className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
      {PLAYGROUND_MODES.map((one) => {
        const href = `/app/playground?mode=${one}`;
        return (
          <Link
            key={one}
            href={href}
            prefetch={false}
            onClick={(event: MouseEvent<HTMLAnchorElement>) => go(event, href)}
            className={cn(
              '-mb-px inline-flex h-9 shrink-0 items-center border-b-2 border-transparent px-3 text-quiet no-underline hover:text-text',
              one === mode && 'border-lane-text font-[600] text-text',
            )}
            {...(one === mode ? { 'aria-current': 'page' as const } : {})}
          >
            {t(`mode.${one}`)}
          </Link>
        );
      })}
    </nav>
  );
}
