'use client';

import { moved } from './draft-changes';
import { OrderedRows } from './ordered-rows';
import type { DraftPool } from './routing-draft';

interface PoolOrderProps {
  legend: string;
  empty: string;
  addLabel: string;
  hint?: string;
  error: string | undefined;
  pools: readonly DraftPool[];
  keys: readonly string[];
  onChange: (keys: string[]) => void;
}

/** Some of the pools, in the order they are tried. */
export function PoolOrder({ pools, keys, onChange, ...texts }: PoolOrderProps) {
  const nameOf = (key: string) => pools.find((pool) => pool.key === key)?.name ?? key;
  return (
    <OrderedRows
      {...texts}
      rows={keys.map((key) => ({
        key,
        name: nameOf(key),
        content: <code className="text-xs break-words">{nameOf(key)}</code>,
      }))}
      onMove={(from, to) => onChange(moved(keys, from, to))}
      onRemove={(index) => onChange(keys.filter((_, at) => at !== index))}
      options={pools.filter(({ key }) => !keys.includes(key)).map(({ key, name }) => ({ value: key, label: name }))}
      onAdd={(key) => onChange([...keys, key])}
    />
  );
}
