import type { ReactNode } from 'react';

/** What is asked and answered at the left, its settings at the right (below it on a phone). */
export function ModeLayout({ children, settings }: { children: ReactNode; settings: ReactNode }) {
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
      {children}
      {settings}
    </div>
  );
}
