import { localPath } from '@turnpike/domain/local-path';

/** Where to go on to after signing in: the path that was asked for, as far as it is one of ours. */
export function destination(next: string | string[] | null | undefined, platformAdmin = false): string {
  const path = typeof next === 'string' ? localPath(next) : null;
  return path ?? (platformAdmin ? '/admin' : '/app/start');
}

/** A link to another of these pages that keeps where to go on to. */
export function withNext(href: string, next: string | string[] | undefined): string {
  const path = typeof next === 'string' ? localPath(next) : null;
  return path === null ? href : `${href}?next=${encodeURIComponent(path)}`;
}
