import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: ReactNode;
  /** One sentence on what the page is for. */
  lead?: ReactNode;
  /** One primary action at the right, with its lesser ones before it. */
  actions?: ReactNode;
  /** Where this page belongs, above the title. */
  above?: ReactNode;
}

/** How every page begins. */
export function PageHeader({ title, lead, actions, above }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-end gap-x-6 gap-y-3">
      <div className="min-w-0 flex-[1_1_20rem]">
        {above !== undefined && <div className="mb-2 text-xs text-quiet">{above}</div>}
        <h1 className="text-xl break-words">{title}</h1>
        {lead !== undefined && <p className="mt-1.5 max-w-prose text-quiet">{lead}</p>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

/** A line of links under the header that narrow what is shown; scrolls by itself on a phone. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className="mb-4 flex flex-wrap items-end gap-3">{children}</div>;
}
