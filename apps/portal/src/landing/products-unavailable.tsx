/** The list could not be read: what happened, what still works, what to do, and the reference to quote. */
export function ProductsUnavailable({ reference }: { reference: string }) {
  return (
    <div role="alert" className="rounded-box border border-line bg-surface p-4 sm:p-6">
      <h3 className="flex items-center gap-2 text-md">
        <span className="size-2.5 shrink-0 bg-stopped" aria-hidden="true" />
        The list of APIs can’t be read right now
      </h3>
      <p className="mt-1 max-w-prose text-quiet">
        The portal gets no answer from its database. Calls through the gateway don’t depend on this page. Reload in a
        moment; if it stays like this, tell your admin this reference:
      </p>
      <code className="mt-3 inline-block rounded-badge border border-line bg-page px-2 py-0.5 text-xs break-all select-all">
        {reference}
      </code>
    </div>
  );
}
