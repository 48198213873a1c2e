import type { ListKeysInput } from '@turnpike/contracts/management/keys';
import { ListKeysSchema } from '@turnpike/contracts/management/keys';

export type SearchParams = Record<string, string | string[] | undefined>;

interface KeyListAddress {
  filter: ListKeysInput;
  /** `all` shows live and test keys together; without a choice it is the frame's mode. */
  environment: 'live' | 'test' | 'all';
  /** Whether anything is narrowed beyond the frame's mode. */
  filtered: boolean;
}

const PAGE = 50;

/** What the list's address asks for. Addresses are anyone's to write: what makes no sense is left out. */
export function readKeyList(params: SearchParams, mode: 'live' | 'test'): KeyListAddress {
  const text = (name: string) => {
    const value = params[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const asked = text('environment');
  const environment = asked === 'all' || asked === 'live' || asked === 'test' ? asked : mode;
  const known = <K extends keyof typeof ListKeysSchema.shape>(field: K, value: string | undefined) => {
    const parsed = ListKeysSchema.shape[field].safeParse(value);
    return parsed.success ? { [field]: parsed.data } : {};
  };
  const chosen: ListKeysInput = {
    ...known('q', text('q')),
    ...known('status', text('status')),
    ...known('applicationId', text('application')),
    ...known('cursor', text('cursor')),
  };
  const { q, status, applicationId } = chosen;
  return {
    filter: { ...chosen, ...(environment === 'all' ? {} : { environment }), limit: PAGE },
    environment,
    filtered: q !== undefined || status !== undefined || applicationId !== undefined || asked !== undefined,
  };
}

/** The address of the page that begins after that cursor, or of the first one. */
export function keyListHref(params: SearchParams, cursor: string | null): string {
  const kept = Object.entries(params).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' && name !== 'cursor' ? [[name, value]] : [],
  );
  const query = new URLSearchParams(cursor === null ? kept : [...kept, ['cursor', cursor]]).toString();
  return query === '' ? '/app/keys' : `/app/keys?${query}`;
}
