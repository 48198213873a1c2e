import type { ReactNode } from 'react';

/** The list, and the drawer over it when an entry was followed from it. */
export default function CatalogueLayout({ children, drawer }: { children: ReactNode; drawer: ReactNode }) {
  return (
    <>
      {children}
      {drawer}
    </>
  );
}
