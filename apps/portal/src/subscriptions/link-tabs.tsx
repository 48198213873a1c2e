import Link from 'next/link';
import { cn } from '../ui/cn';

/** Views of one list, chosen by the address. */
export function LinkTabs({
  label,
  tabs,
}: {
  label: string;
  tabs: readonly { href: string; text: string; here: boolean }[];
}) {
  return (
    <nav aria-label={label} className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map(({ href, text, here }) => (
        <Link
          key={href}
          href={href}
          className={cn(
            '-mb-px inline-flex h-9 shrink-0 items-center border-b-2 border-transparent px-3 text-quiet no-underline hover:text-text',
            here && 'border-lane-text font-[600] text-text',
          )}
          {...(here ? { 'aria-current': 'page' as const } : {})}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
