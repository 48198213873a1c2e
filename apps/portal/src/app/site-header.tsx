import Link from 'next/link';
import { Shield } from '../brand/shield';

/** The public pages' header: who we are, and the way to the reference. */
export function SiteHeader({ name, mark }: { name: string; mark: string }) {
  return (
    <header className="border-b border-line">
      <div className="mx-auto flex max-w-6xl items-center justify-between gap-4 px-4 py-3 sm:px-6">
        <Link href="/" className="flex min-w-0 items-center gap-2 text-text no-underline">
          <Shield code={mark} own />
          <span className="truncate text-lg leading-none font-[650] tracking-tight">{name}</span>
        </Link>
        <nav aria-label="Reference" className="-mr-2 shrink-0">
          {/* Not a Link: the gateway answers this path, and there is nothing to prefetch. */}
          <a href="/docs" className="inline-block px-2 py-2 font-[550]">
            API reference
          </a>
        </nav>
      </div>
    </header>
  );
}
