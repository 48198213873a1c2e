import type { ReactNode } from 'react';

/** A job opens over the list, which keeps its place. */
export default function JobsLayout({ children, drawer }: { children: ReactNode; drawer: ReactNode }) {
  return (
    <>
      {children}
      {drawer}
    </>
  );
}
