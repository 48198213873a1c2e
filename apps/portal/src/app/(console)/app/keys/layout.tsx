import type { ReactNode } from 'react';

/** The list, and over it the drawer of a key that was opened from it. */
export default function KeysLayout({ children, drawer }: { children: ReactNode; drawer: ReactNode }) {
  return (
    <>
      {children}
      {drawer}
    </>
  );
}
