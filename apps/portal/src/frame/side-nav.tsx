'use client';

import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Button } from '../ui/button';
import { cn } from '../ui/cn';
import { isHere, type NavGroup, type NavItem } from './navigation';

interface SideNavProps {
  groups: readonly NavGroup[];
  collapsed: boolean;
  onCollapse?: (collapsed: boolean) => void;
  /** Called when a link was followed: a sheet closes. */
  onFollow?: () => void;
}

/** The groups of links; icons alone when collapsed. */
export function SideNav({ groups, collapsed, onCollapse, onFollow }: SideNavProps) {
  const t = useTranslations('console');
  return (
    <nav aria-label={t('mainNav')} className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-2 py-3">
      {groups.map(({ label, items }, index) => (
        <div key={label} className={cn(index === groups.length - 1 && 'mt-auto')}>
          {!collapsed && index > 0 && <h2 className="mb-1 px-2.5 text-2xs text-quiet">{t(label)}</h2>}
          <ul className="grid grid-cols-1 gap-0.5">
            {items.map((item) => (
              <li key={item.href}>
                <NavLink item={item} collapsed={collapsed} {...(onFollow === undefined ? {} : { onFollow })} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {onCollapse !== undefined && (
        <Button
          variant="ghost"
          size="sm"
          className={cn('justify-start px-2.5 text-quiet', collapsed && 'justify-center px-0')}
          onClick={() => onCollapse(!collapsed)}
          aria-label={t(collapsed ? 'expand' : 'collapse')}
        >
          {collapsed ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
          {!collapsed && t('collapse')}
        </Button>
      )}
    </nav>
  );
}

function NavLink({ item, collapsed, onFollow }: { item: NavItem; collapsed: boolean; onFollow?: () => void }) {
  const t = useTranslations('console');
  const here = isHere(item, usePathname());
  const { icon: Icon } = item;
  const text = t(item.label);
  const content = (
    <>
      {here && <span aria-hidden className="absolute inset-y-1.5 left-0 w-[3px] rounded-badge bg-lane" />}
      <Icon aria-hidden className={cn('size-4 shrink-0', here ? 'text-lane-text' : 'text-quiet')} />
      <span className={cn('truncate', collapsed && 'sr-only')}>{text}</span>
    </>
  );
  const className = cn(
    'relative flex h-9 items-center gap-2.5 rounded-badge px-2.5 text-text no-underline hover:bg-hover',
    here && 'bg-surface font-[650]',
    collapsed && 'justify-center',
  );
  const title = collapsed ? { title: text } : {};
  if (item.plain === true) {
    return (
      <a href={item.href} className={className} {...title}>
        {content}
      </a>
    );
  }
  return (
    <Link
      href={item.href}
      className={className}
      {...title}
      {...(here ? { 'aria-current': 'page' as const } : {})}
      {...(onFollow === undefined ? {} : { onClick: onFollow })}
    >
      {content}
    </Link>
  );
}
