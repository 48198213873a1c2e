'use client';

/** Ctrl-K or ⌘-K: any page by its name, a call or a job by its id, and what the top bar does. */
import { Command } from 'cmdk';
import { CornerDownLeft, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button';
import { useAction } from '../ui/use-action';
import { chooseModeAction, chooseThemeAction } from './actions';
import type { NavGroup } from './navigation';

const REQUEST_ID = /^req_[0-9a-f]{32}$/;
const JOB_ID = /^job_[0-9a-f]{32}$/;

const row =
  'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-badge px-2.5 data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:text-quiet';

const group =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-quiet';

export function CommandPalette({ groups }: { groups: readonly NavGroup[] }) {
  const t = useTranslations('console');
  const [open, setOpen] = useState(false);
  useShortcut(() => setOpen((now) => !now));
  return (
    <>
      <Button
        variant="secondary"
        onClick={() => setOpen(true)}
        className="size-9 px-0 font-[430] text-quiet sm:w-56 sm:justify-start sm:px-3"
      >
        <Search aria-hidden />
        <span className="flex-1 text-left max-sm:sr-only">{t('search')}</span>
        <kbd aria-hidden className="hidden font-mono text-2xs sm:inline">
          {t('searchKey')}
        </kbd>
      </Button>
      <Radix.Root open={open} onOpenChange={setOpen}>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed inset-x-2 top-[12dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-box border border-line bg-float shadow-float outline-none"
          >
            <Radix.Title className="sr-only">{t('search')}</Radix.Title>
            <Commands groups={groups} onDone={() => setOpen(false)} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </>
  );
}

function Commands({ groups, onDone }: { groups: readonly NavGroup[]; onDone: () => void }) {
  const t = useTranslations('console');
  const router = useRouter();
  const [text, setText] = useState('');
  const id = text.trim().toLowerCase();
  const visit = (href: string, plain?: boolean) => () => {
    onDone();
    if (plain === true) location.assign(href);
    else router.push(href);
  };
  return (
    <Command label={t('search')}>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={t('searchHint')}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-md outline-none placeholder:text-quiet"
      />
      <Command.List className="max-h-[55dvh] overflow-y-auto p-2">
        <Command.Empty className="px-2.5 py-6 text-center text-quiet">{t('searchNothing')}</Command.Empty>
        {REQUEST_ID.test(id) && (
          <Command.Item value={id} onSelect={visit(`/app/calls/${id}`)} className={row}>
            <CornerDownLeft aria-hidden />
            {t('openCall')}
          </Command.Item>
        )}
        {JOB_ID.test(id) && (
          <Command.Item value={id} onSelect={visit(`/app/jobs/${id}`)} className={row}>
            <CornerDownLeft aria-hidden />
            {t('openJob')}
          </Command.Item>
        )}
        {groups.map(({ label, items }) => (
          <Command.Group key={label} heading={t(label)} className={group}>
            {items.map(({ href, label: name, icon: Icon, plain }) => (
              <Command.Item key={href} value={`${t(label)} ${t(name)}`} onSelect={visit(href, plain)} className={row}>
                <Icon aria-hidden />
                {t(name)}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
        <Changes onDone={onDone} />
      </Command.List>
    </Command>
  );
}

/** What the top bar and the person's menu change. */
function Changes({ onDone }: { onDone: () => void }) {
  const t = useTranslations('console');
  const mode = useAction(chooseModeAction);
  const theme = useAction(chooseThemeAction);
  const then = (work: () => void) => () => {
    onDone();
    work();
  };
  return (
    <Command.Group heading={t('change')} className={group}>
      {(['live', 'test'] as const).map((value) => (
        <Command.Item key={value} onSelect={then(() => mode.run({ mode: value }))} className={row}>
          {t('switchMode', { mode: t(value) })}
        </Command.Item>
      ))}
      {(['light', 'dark', 'system'] as const).map((value) => (
        <Command.Item key={value} onSelect={then(() => theme.run({ theme: value }))} className={row}>
          {t('switchTheme', { theme: t(value) })}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function useShortcut(onPressed: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      onPressed();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
