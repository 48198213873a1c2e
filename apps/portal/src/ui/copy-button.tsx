'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from './button';
import { cn } from './cn';

const SHOWN_MS = 1_600;

/** Copies a text and says so. `label` names what is copied; with `visible` it is written on the button. */
export function CopyButton({
  text,
  label,
  visible = false,
  className,
  onCopied,
}: {
  text: string;
  label: string;
  visible?: boolean;
  className?: string;
  onCopied?: () => void;
}) {
  const t = useTranslations('ui');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await writeClipboard(text);
    setCopied(true);
    onCopied?.();
  };
  const Icon = copied ? Check : Copy;
  return (
    <Button
      variant={visible ? 'secondary' : 'ghost'}
      size={visible ? 'sm' : 'icon-sm'}
      className={cn(!visible && 'size-6', className)}
      {...(visible ? {} : { 'aria-label': copied ? t('copied') : label })}
      onClick={() => void copy()}
    >
      <Icon aria-hidden className={cn('size-3.5!', copied && 'text-live')} />
      {visible && <span aria-live="polite">{copied ? t('copied') : label}</span>}
    </Button>
  );
}

/** Browsers give the clipboard to secure origins only; a portal in a local network may not be one. */
async function writeClipboard(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  (document.querySelector('[role=dialog]') ?? document.body).append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
