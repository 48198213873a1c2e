import Link from 'next/link';

/** The list a page belongs to, above its title. */
export function Above({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="text-quiet">
      ← {children}
    </Link>
  );
}
