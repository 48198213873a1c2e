'use client';

import { Check, ChevronsUpDown, Plus, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { shortCode } from '../brand/short-code';
import { Shield } from '../brand/shield';
import { Button } from '../ui/button';
import { cn } from '../ui/cn';
import {
  DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuLabel, DropdownMenuSeparator, DropdownMenuTrigger,
} from '../ui/dropdown-menu'; // prettier-ignore
import { useAction } from '../ui/use-action';
import { chooseTenantAction } from './actions';

export interface TenantChoice {
  id: string;
  name: string;
}

interface TenantSwitchProps {
  tenants: readonly TenantChoice[];
  current: TenantChoice | null;
  platformAdmin: boolean;
  collapsed?: boolean;
}

/** Which organisation one works for; platform admins step into the platform here. */
export function TenantSwitch({ tenants, current, platformAdmin, collapsed = false }: TenantSwitchProps) {
  const t = useTranslations('console');
  const router = useRouter();
  const onPlatform = usePathname().startsWith('/admin');
  const { run } = useAction(chooseTenantAction, { onSuccess: () => router.push('/app/start') });
  const name = onPlatform ? t('platform') : (current?.name ?? t('noTenant'));
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          className={cn('h-11 w-full justify-start gap-2.5 px-2 font-[650]', collapsed && 'justify-center px-0')}
        >
          <Shield code={onPlatform ? '★' : shortCode(name)} own={onPlatform} small />
          <span className={cn('min-w-0 flex-1 truncate text-left max-[430px]:sr-only', collapsed && 'sr-only')}>
            {name}
          </span>
          <span className="sr-only">{t('switchTenant')}</span>
          {!collapsed && <ChevronsUpDown aria-hidden className="text-quiet" />}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-60">
        {tenants.length > 0 && <DropdownMenuLabel>{t('organisations')}</DropdownMenuLabel>}
        {tenants.map(({ id, name: label }) => (
          <DropdownMenuItem key={id} onSelect={() => run({ tenantId: id })}>
            <Shield code={shortCode(label)} small />
            <span className="min-w-0 flex-1 truncate">{label}</span>
            {!onPlatform && id === current?.id && <Check aria-hidden />}
          </DropdownMenuItem>
        ))}
        <DropdownMenuItem asChild>
          <Link href="/org/new">
            <Plus aria-hidden />
            {t('newTenant')}
          </Link>
        </DropdownMenuItem>
        {platformAdmin && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem asChild>
              <Link href="/admin">
                <ShieldCheck aria-hidden />
                <span className="flex-1">{t('platform')}</span>
                {onPlatform && <Check aria-hidden />}
              </Link>
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
