import { STORED_SCALE } from '@turnpike/domain/money';
import { getTranslations } from 'next-intl/server';
import { durationText } from '../ui/amount-text';

/** Fewer measurements than this say nothing. */
const MIN_MEASURED = 5;

/** Three facts with figures: two that tests hold us to, one measured on the calls of this very installation. */
export async function LandingFacts({ overheadMs, measured }: { overheadMs: number | null; measured: number }) {
  const t = await getTranslations('site');
  const overhead = overheadMs !== null && measured >= MIN_MEASURED ? durationText(overheadMs) : null;
  const facts = [
    { figure: String(STORED_SCALE), unit: t('fact.digitsUnit'), text: t('fact.digits') },
    overhead === null
      ? { figure: '1', unit: t('fact.tripUnit'), text: t('fact.trip') }
      : { figure: overhead.value, unit: overhead.unit, text: t('fact.overhead', { count: measured }) },
    { figure: '1', unit: t('fact.revokeUnit'), text: t('fact.revoke') },
  ];
  return (
    <ul className="grid gap-px overflow-hidden rounded-box border border-line bg-line sm:grid-cols-3">
      {facts.map(({ figure, unit, text }) => (
        <li key={text} className="bg-page p-5">
          <p className="text-xl font-[650] tracking-tight">
            {figure} <span className="text-md font-[550] text-quiet">{unit}</span>
          </p>
          <p className="mt-1 text-quiet">{text}</p>
        </li>
      ))}
    </ul>
  );
}
