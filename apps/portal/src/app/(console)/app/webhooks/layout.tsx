import type { ReactNode } from 'react';

/** The pages of webhooks, and over them the drawer of a delivery that was opened from one. */
export default function WebhooksLayout({ children, drawer }: { children: ReactNode; drawer: ReactNode }) {
  return (
    <>
      {children}
      {drawer}
    </>
  );
}
