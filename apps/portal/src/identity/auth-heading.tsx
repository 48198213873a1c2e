import type { ReactNode } from 'react';

/** How a page of one form begins. */
export function AuthHeading({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className="mb-6">
      <h1 className="text-xl">{title}</h1>
      {children !== undefined && <p className="mt-1.5 text-quiet">{children}</p>}
    </header>
  );
}

/** The way to the other page, below the form. */
export function AuthFooter({ children }: { children: ReactNode }) {
  return <p className="mt-6 border-t border-line pt-4 text-quiet">{children}</p>;
}
