import type { ReactNode } from 'react';
import { brand } from '../../brand/brand';
import { SiteFooter } from '../../frame/site-footer';
import { SiteHeader } from '../../frame/site-header';
import { currentSession } from '../../server/session';

/** Pages for anyone. */
export default async function SiteLayout({ children }: { children: ReactNode }) {
  const { name, mark } = brand();
  const session = await currentSession();
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader name={name} mark={mark} signedIn={session !== null} />
      <main id="content" className="flex-1">
        {children}
      </main>
      <SiteFooter name={name} />
    </div>
  );
}
