import type { ReactNode } from 'react';
import { requirePlatformAdmin } from '../../../server/session';

/**
 * Asked here before anything of a page is sent, so that to anybody else these addresses are a 404 and not a page that
 * turns into one. Each page asks again for itself.
 */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  await requirePlatformAdmin();
  return children;
}
