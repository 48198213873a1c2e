import Link from 'next/link';
import type { ReactNode } from 'react';
import { brand } from '../../brand/brand';
import { Shield } from '../../brand/shield';

/** Forms of one column: signing in and what leads there. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  const { name, mark } = brand();
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-10 sm:justify-center">
      <header className="mb-6">
        <Link href="/" className="flex items-center gap-2 text-text no-underline">
          <Shield code={mark} own />
          <span className="text-lg leading-none font-[650] tracking-tight">{name}</span>
        </Link>
      </header>
      <main id="content" className="w-full max-w-md rounded-box border border-line bg-float p-6 sm:p-8">
        {children}
      </main>
    </div>
  );
}
