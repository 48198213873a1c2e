import type { ReactNode } from 'react';
import { cn } from './cn';

/** live: a filled dot; pending: a ring; stopped: a square; quiet and test: no shape but the word. */
export type Tone = 'live' | 'pending' | 'stopped' | 'quiet' | 'test';

const TONES: Record<Tone, string> = {
  live: 'bg-live-soft text-live',
  pending: 'bg-attention-soft text-attention',
  stopped: 'bg-stopped-soft text-stopped',
  quiet: 'bg-surface text-quiet',
  test: 'bg-route-soft text-route',
};

const SHAPES: Partial<Record<Tone, string>> = {
  live: 'size-1.5 rounded-full bg-current',
  pending: 'size-2 rounded-full border-[1.5px] border-current',
  stopped: 'size-1.5 bg-current',
};

/** A state in a word, with a shape as well as a colour. */
export function Badge({
  tone = 'quiet',
  children,
  className,
}: {
  tone?: Tone;
  children: ReactNode;
  className?: string;
}) {
  const shape = SHAPES[tone];
  return (
    <span
      className={cn(
        'inline-flex h-5.5 items-center gap-1.5 rounded-badge px-1.5 text-2xs leading-none font-[600] whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      {shape !== undefined && <span aria-hidden className={cn('shrink-0', shape)} />}
      {children}
    </span>
  );
}

/** What the states of our things look like; a state unknown here is quiet. */
export const STATUS_TONES: Readonly<Record<string, Tone>> = {
  active: 'live', published: 'live', paid: 'live', answered: 'live', ok: 'live', enabled: 'live', accepted: 'live',
  pending: 'pending', approved: 'pending', paused: 'pending', deprecated: 'pending', draft: 'pending', open: 'pending',
  suspended: 'stopped', rejected: 'stopped', cancelled: 'stopped', revoked: 'stopped', failed: 'stopped', retired: 'stopped',
  expired: 'quiet', disabled: 'pending',
}; // prettier-ignore

/** A status by its own word. `label` is its text in the reader's language. */
export function StatusBadge({ status, label }: { status: string; label: ReactNode }) {
  return <Badge tone={STATUS_TONES[status] ?? 'quiet'}>{label}</Badge>;
}

/** An HTTP status. */
export function HttpStatus({ status }: { status: number }) {
  const tone = status < 400 ? 'live' : status < 500 ? 'pending' : 'stopped';
  return (
    <Badge tone={tone} className="font-mono">
      {status}
    </Badge>
  );
}
