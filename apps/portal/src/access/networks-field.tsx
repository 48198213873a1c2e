'use client';

import { compileNetworks, formatAddress, parseNetwork } from '@turnpike/domain/network';
import { useTranslations } from 'next-intl';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Textarea } from '../ui/input';

interface NetworksFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** The reader's own, as this server sees it; null where it doesn't know. */
  ownAddress: string | null;
  error: string | undefined;
  disabled?: boolean;
}

/** Networks in CIDR notation, with the reader's own address at hand: who leaves it out should mean to. */
export function NetworksField({ label, value, onChange, ownAddress, error, disabled = false }: NetworksFieldProps) {
  const t = useTranslations('access.networks');
  const networks = networksIn(value);
  const known = networks.flatMap((network) => parseNetwork(network) ?? []);
  const own = ownAddress === null ? null : formatAddress(ownAddress);
  const isOutside = own !== null && networks.length > 0 && !compileNetworks(known)(own);
  const unread = networks.filter((network) => parseNetwork(network) === null);
  const complaint = unread.length === 0 ? error : t('unread', { networks: unread.join(', ') });
  return (
    <div className="grid grid-cols-1 gap-2">
      <Field label={label} hint={t('hint')} error={complaint}>
        <Textarea
          value={value}
          onChange={(event) => onChange(event.target.value)}
          rows={Math.min(10, Math.max(2, networks.length + 1))}
          placeholder={t('anywhere')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          disabled={disabled}
          className="min-h-0 font-mono"
        />
      </Field>
      {own !== null && !disabled && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          <span className="text-quiet">
            {t('own')} <code>{own}</code>
          </span>
          {(networks.length === 0 || isOutside) && (
            <Button size="sm" onClick={() => onChange([...networks, own].join('\n'))}>
              {t('addOwn')}
            </Button>
          )}
        </div>
      )}
      {isOutside && (
        <p role="status" className="text-xs text-attention">
          {t('outside')}
        </p>
      )}
    </div>
  );
}

/** Networks between lines, commas or spaces. */
export function networksIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((network) => network !== '');
}
