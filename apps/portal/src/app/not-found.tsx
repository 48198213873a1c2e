import type { Metadata } from 'next';
import Link from 'next/link';

export const metadata: Metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <section className="mx-auto max-w-6xl px-4 py-20 sm:px-6">
      <h1 className="text-xl">There is no page at this address</h1>
      <p className="mt-3 max-w-prose text-md text-quiet">It may have moved, or the link is incomplete.</p>
      <p className="mt-6">
        <Link href="/">Go to the published APIs</Link>
      </p>
    </section>
  );
}
