import type { ReactNode } from 'react';

/** A call opens over the list, which keeps its place. */
export default function CallsLayout({ children, drawer }: { children: ReactNode; drawer: ReactNode }) {
  return (
    <>
      {children}
      {drawer}
    </>
  );
}
