import { portalConfig } from '../environment';
import type { TenantSession } from '../server/session';

/**
 * An address of the sandbox's receiver under the organisation's name, not one of those taken; null where there is no
 * sandbox.
 */
export function suggestedAddress({ tenant }: TenantSession, taken: readonly string[] = []): string | null {
  const { sandboxUrl } = portalConfig();
  if (sandboxUrl === '') return null;
  const slug = tenant.name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60) || 'events'; // prettier-ignore
  const address = (serial: number) => new URL(`/hooks/${slug}${serial === 1 ? '' : `-${serial}`}`, sandboxUrl).href;
  let serial = 1;
  while (taken.includes(address(serial))) serial += 1;
  return address(serial);
}

/** The page on which the sandbox shows what arrived at an address; null when it is not the sandbox's. */
export function receiverPage(url: string): string | null {
  const { sandboxUrl } = portalConfig();
  if (sandboxUrl === '') return null;
  const { origin, pathname } = new URL(url);
  return origin === new URL(sandboxUrl).origin && pathname.startsWith('/hooks/') ? `${origin}${pathname}` : null;
}
