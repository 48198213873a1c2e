/** The public pages' footer. */
export function SiteFooter({ name }: { name: string }) {
  return (
    <footer className="mt-16 border-t border-line text-xs text-quiet">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-6 sm:px-6">
        <span>{name}</span>
        <a href="/openapi.json">Management API as OpenAPI 3.1</a>
      </div>
    </footer>
  );
}
