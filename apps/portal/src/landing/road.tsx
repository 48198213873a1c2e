const gates = [
  { name: 'Identify', does: 'The key names its tenant and plan' },
  { name: 'Admit', does: 'Limits and balance, decided at once' },
  { name: 'Route', does: 'To a healthy target for the model' },
  { name: 'Relay', does: 'Streamed as it comes' },
  { name: 'Meter', does: 'Tokens, each counted once' },
  { name: 'Bill', does: 'The exact charge, settled once' },
] as const;

/** What happens to a call, as a road with six gates. */
export function Road() {
  return (
    <section aria-labelledby="road" className="bg-road text-on-road">
      <div className="mx-auto max-w-6xl px-4 py-8 sm:px-6">
        <h2 id="road" className="text-md">
          What a call passes
        </h2>
        <ol className="mt-6 grid gap-y-5 sm:grid-cols-3 lg:grid-cols-6">
          {gates.map(({ name, does }) => (
            <li key={name} className="relative pr-4 pl-6 sm:pt-6 sm:pl-0">
              <Lane />
              <span
                className="absolute top-1 left-0 size-3 rounded-full border-2 border-lane bg-road sm:-top-1.5"
                aria-hidden="true"
              />
              <span className="block text-md font-[650]">{name}</span>
              <span className="block text-xs text-on-road-quiet">{does}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

/** The dashes between two gates: down the left side on a phone, along the top elsewhere. */
function Lane() {
  return (
    <>
      <span
        className="absolute top-5 -bottom-5 left-[5px] border-l-2 border-dashed border-lane sm:hidden"
        aria-hidden="true"
      />
      <span
        className="absolute top-0 right-1 left-4 hidden border-t-2 border-dashed border-lane sm:block"
        aria-hidden="true"
      />
    </>
  );
}
