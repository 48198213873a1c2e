import type { ReactNode } from 'react';

/** The vendor's own page, beside what was read there. */
export function SourceLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className="break-all text-route underline">
      {children}
    </a>
  );
}
