'use client';

/** The frame of every page behind the sign-in: navigation at the left, or at the bottom of a phone, and the top bar. */
import type { TenantPermission } from '@turnpike/domain/permissions';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { Mode, Theme } from '../server/preferences';
import { cn } from '../ui/cn';
import { CommandPalette } from './command-palette';
import { ModeSwitch } from './mode-switch';
import { navigationFor, PLATFORM_NAV } from './navigation';
import { PersonMenu } from './person-menu';
import { PhoneBar } from './phone-bar';
import { rememberInBrowser } from './preference-cookies';
import { SideNav } from './side-nav';
import { type TenantChoice, TenantSwitch } from './tenant-switch';

interface ConsoleFrameProps {
  person: { name: string; email: string; platformAdmin: boolean };
  tenants: readonly TenantChoice[];
  tenant: TenantChoice | null;
  /** What the person may do in the organisation whose pages are shown. */
  permissions: readonly TenantPermission[];
  mode: Mode;
  theme: Theme;
  navCollapsed: boolean;
  /** The bell, rendered by the server. */
  notices: ReactNode;
  children: ReactNode;
}

export function ConsoleFrame(props: ConsoleFrameProps) {
  const { person, tenants, tenant, mode, theme, notices, children } = props;
  const t = useTranslations('console');
  const onPlatform = usePathname().startsWith('/admin');
  const groups = onPlatform ? PLATFORM_NAV : navigationFor(props.permissions);
  const [collapsed, setCollapsed] = useState(props.navCollapsed);
  const collapse = (next: boolean) => {
    setCollapsed(next);
    rememberInBrowser('nav', next ? 'icons' : 'full');
  };
  const inTest = mode === 'test' && !onPlatform;
  const switchProps = { tenants, current: tenant, platformAdmin: person.platformAdmin };
  return (
    <>
      {inTest && (
        <p className="fixed inset-x-0 top-0 z-30 h-6 truncate bg-band px-3 text-center text-2xs leading-6 font-[600] text-on-band">
          {t('testBand')}
        </p>
      )}
      <div className={cn('flex min-h-dvh', inTest && 'pt-6')}>
        <aside
          className={cn(
            'sticky hidden h-dvh shrink-0 flex-col border-r border-line bg-page md:flex',
            inTest ? 'top-6 h-[calc(100dvh-1.5rem)]' : 'top-0',
            collapsed ? 'w-14' : 'w-56',
          )}
        >
          <div className="border-b border-line p-1.5">
            <TenantSwitch {...switchProps} collapsed={collapsed} />
          </div>
          <SideNav groups={groups} collapsed={collapsed} onCollapse={collapse} />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header
            className={cn(
              'sticky z-20 flex h-14 items-center gap-2 border-b border-line bg-page px-3 sm:px-6',
              inTest ? 'top-6' : 'top-0',
            )}
          >
            <div className="min-w-0 flex-1 md:hidden">
              <TenantSwitch {...switchProps} />
            </div>
            <div className="md:order-first md:flex-1">
              <CommandPalette groups={groups} />
            </div>
            {!onPlatform && <ModeSwitch mode={mode} />}
            {notices}
            <PersonMenu name={person.name} email={person.email} theme={theme} />
          </header>
          <main id="content" className="mx-auto w-full max-w-7xl min-w-0 flex-1 px-4 pt-6 pb-28 sm:px-6 md:pb-12">
            {children}
          </main>
        </div>
      </div>
      <PhoneBar groups={groups} />
    </>
  );
}
