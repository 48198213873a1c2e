/** A limit while it is being typed: every field is text, as the form has it. */
import { type Limit, type LimitInput, type LimitKind, LimitsSchema } from '@turnpike/contracts/limits';

export const LIMIT_KINDS = ['budget', 'quota', 'window', 'rate', 'concurrency', 'paced'] as const satisfies LimitKind[];

export interface LimitDraft {
  kind: LimitKind;
  name: string;
  /** Requests, tokens, calls at once, or money. */
  amount: string;
  seconds: string;
  burst: string;
  queue: string;
  maxWaitSeconds: string;
  unit: 'requests' | 'tokens';
  window: 'minute' | 'hour' | 'day';
  shape: 'sliding' | 'fixed';
  period: 'day' | 'month';
  stop: 'hard' | 'soft';
  warnAtPercent: string;
  /** Names between commas or spaces; none for all. */
  models: string;
  per: '' | 'end_user' | 'model' | 'address';
  onStoreFailure: 'closed' | 'local';
}

const EMPTY: LimitDraft = {
  kind: 'budget', name: '', amount: '', seconds: '1', burst: '', queue: '100', maxWaitSeconds: '10', unit: 'requests',
  window: 'minute', shape: 'sliding', period: 'month', stop: 'hard', warnAtPercent: '80', models: '', per: '',
  onStoreFailure: 'closed',
}; // prettier-ignore

/** One of nothing yet, with a name that none of `taken` has. */
export function emptyDraft(kind: LimitKind, taken: readonly Limit[]): LimitDraft {
  return { ...EMPTY, kind, name: freeName(kind, taken) };
}

function freeName(kind: LimitKind, taken: readonly Limit[]): string {
  const names = new Set(taken.map(({ name }) => name));
  for (let place = 1; ; place += 1) {
    const name = place === 1 ? kind : `${kind}-${String(place)}`;
    if (!names.has(name)) return name;
  }
}

/** What a limit that was set looks like in the form. */
export function draftOf(limit: Limit): LimitDraft {
  const { name, models, per, onStoreFailure } = limit;
  const common = { ...EMPTY, name, models: models?.join(', ') ?? '', per: per ?? '', onStoreFailure } as const;
  switch (limit.kind) {
    case 'rate': {
      const { kind, requests, seconds, burst } = limit;
      return { ...common, kind, amount: String(requests), seconds: String(seconds), burst: String(burst ?? '') };
    }
    case 'paced': {
      const { kind, requests, seconds, queue, maxWaitMs } = limit;
      const waiting = { queue: String(queue), maxWaitSeconds: String(maxWaitMs / 1000) };
      return { ...common, kind, amount: String(requests), seconds: String(seconds), ...waiting };
    }
    case 'window': {
      const { kind, unit, window, shape } = limit;
      return { ...common, kind, unit, window, shape, amount: String(limit.limit) };
    }
    case 'concurrency':
      return { ...common, kind: limit.kind, amount: String(limit.limit) };
    case 'quota':
      return { ...common, kind: limit.kind, unit: limit.unit, period: limit.period, amount: String(limit.limit) };
    case 'budget': {
      const { kind, amount, period, stop, warnAtPercent } = limit;
      return { ...common, kind, amount, period, stop, warnAtPercent: String(warnAtPercent) };
    }
  }
}

/** What the form says, as the API takes it. */
export function inputOf(draft: LimitDraft): LimitInput {
  const { kind, unit, window, shape, period, stop } = draft;
  const models = draft.models.split(/[\s,;]+/).filter((name) => name !== '');
  const common = {
    name: draft.name.trim(),
    ...(models.length === 0 ? {} : { models }),
    ...(draft.per === '' ? {} : { per: draft.per }),
    onStoreFailure: kind === 'budget' ? ('closed' as const) : draft.onStoreFailure,
  };
  const count = Number(draft.amount);
  const seconds = Number(draft.seconds);
  switch (kind) {
    case 'rate':
      return {
        ...common,
        kind,
        requests: count,
        seconds,
        ...(draft.burst === '' ? {} : { burst: Number(draft.burst) }),
      };
    case 'paced': {
      const maxWaitMs = Math.round(Number(draft.maxWaitSeconds) * 1000);
      return { ...common, kind, requests: count, seconds, queue: Number(draft.queue), maxWaitMs };
    }
    case 'window':
      return { ...common, kind, unit, limit: count, window, shape };
    case 'concurrency':
      return { ...common, kind, limit: count };
    case 'quota':
      return { ...common, kind, unit, limit: count, period };
    case 'budget':
      return { ...common, kind, amount: draft.amount.trim(), period, stop, warnAtPercent: Number(draft.warnAtPercent) };
  }
}

/** Fields of the form by what the schema calls them. */
const FIELDS: Readonly<Record<string, keyof LimitDraft>> = {
  requests: 'amount', limit: 'amount', maxWaitMs: 'maxWaitSeconds',
}; // prettier-ignore

export type DraftErrors = Partial<Record<keyof LimitDraft, string>>;

/**
 * The list with what the form says in the place of `index`, or at its end; or what is wrong, by the form's fields.
 */
export function withDraft(
  limits: readonly Limit[],
  draft: LimitDraft,
  index: number | null,
): { limits: Limit[] } | { errors: DraftErrors } {
  const at = index ?? limits.length;
  const parsed = LimitsSchema.safeParse(limits.toSpliced(at, 1, inputOf(draft) as Limit));
  if (parsed.success) return { limits: parsed.data };
  const errors: DraftErrors = {};
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[1] ?? 'name');
    errors[FIELDS[name] ?? (name as keyof LimitDraft)] ??= message;
  }
  return { errors };
}
