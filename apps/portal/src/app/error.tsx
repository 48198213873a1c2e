'use client';

/** A page that failed in a way nobody foresaw. The digest is the one in the server's log. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <section className="mx-auto max-w-6xl px-4 py-20 sm:px-6" role="alert">
      <h1 className="text-xl">This page could not be put together</h1>
      <p className="mt-3 max-w-prose text-md text-quiet">
        The fault is on our side, and it is logged. Load the page again; if it stays like this, tell your admin the
        reference{' '}
        <code className="rounded-badge border border-line bg-surface px-2 py-0.5 text-xs select-all">
          {error.digest ?? 'none'}
        </code>
        .
      </p>
      <button
        type="button"
        onClick={reset}
        className="mt-6 cursor-pointer rounded-box bg-lane px-4 py-2 font-[650] text-on-lane"
      >
        Load the page again
      </button>
    </section>
  );
}
