/** What a request says of kept answers, in its Cache-Control (RFC 9111 §5.2.1) and under its product's policy. */
import type { CachePolicy } from '@turnpike/contracts/management/cache-policy';

export interface CacheWish {
  /** Whether a kept answer may be given. */
  readonly reads: boolean;
  /** Whether the answer may be kept. */
  readonly writes: boolean;
  /** Kept answers older than this are not taken; null: whatever the policy keeps. */
  readonly mostAgeSeconds: number | null;
  /** Nothing but a kept answer will do. */
  readonly onlyKept: boolean;
}

const DIRECTIVE = /^\s*([a-z-]+)\s*(?:=\s*"?(\d{1,10})"?)?\s*$/;

function directivesOf(header: string): ReadonlyMap<string, number | null> {
  const directives = new Map<string, number | null>();
  for (const text of header.toLowerCase().split(',')) {
    const [, name, seconds] = DIRECTIVE.exec(text) ?? [];
    if (name !== undefined) directives.set(name, seconds === undefined ? null : Number(seconds));
  }
  return directives;
}

/**
 * `no-store` neither reads nor keeps, `no-cache` keeps alone, `max-age` takes nothing older, `only-if-cached` nothing
 * else. Where a product keeps on request, `max-age` and `only-if-cached` are the request.
 */
export function wishOf(mode: CachePolicy['mode'], header: string | undefined): CacheWish {
  const directives = directivesOf(header ?? '');
  const mostAgeSeconds = directives.get('max-age') ?? null;
  const onlyKept = directives.has('only-if-cached');
  const isAsked = mode === 'always' || mostAgeSeconds !== null || onlyKept;
  const isKept = isAsked && !directives.has('no-store');
  return { reads: isKept && !directives.has('no-cache'), writes: isKept, mostAgeSeconds, onlyKept };
}
