import { getTranslations } from 'next-intl/server';

const GATES = ['identify', 'admit', 'route', 'relay', 'meter', 'bill'] as const;

/** What happens to a call, as a road with six gates. */
export async function Road() {
  const t = await getTranslations('site');
  return (
    <section aria-labelledby="road" className="bg-road text-on-road">
      <div className="mx-auto max-w-6xl px-4 py-10 sm:px-6">
        <h2 id="road" className="text-lg">
          {t('road')}
        </h2>
        <ol className="mt-7 grid gap-y-5 sm:grid-cols-3 lg:grid-cols-6">
          {GATES.map((gate) => (
            <li key={gate} className="relative pr-4 pl-6 sm:pt-6 sm:pl-0">
              <Lane />
              <span
                className="absolute top-1 left-0 size-3 rounded-full border-2 border-lane bg-road sm:-top-1.5"
                aria-hidden="true"
              />
              <span className="block text-md font-[650]">{t(`gate.${gate}.name`)}</span>
              <span className="block text-xs text-on-road-quiet">{t(`gate.${gate}.does`)}</span>
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
