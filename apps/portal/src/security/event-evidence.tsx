import { SECURITY_EVIDENCE, type SecurityEventView } from '@turnpike/contracts/management/security';
import { getFormatter, getTranslations } from 'next-intl/server';

/** What shows it, in words and with the numbers that were compared. Nothing for evidence that no version of ours wrote. */
export async function EventEvidence({ event }: { event: SecurityEventView }) {
  const text = await evidenceText(event);
  return text === null ? null : <p className="max-w-prose text-sm break-words">{text}</p>;
}

async function evidenceText({ kind, evidence }: SecurityEventView): Promise<string | null> {
  const [t, format] = await Promise.all([getTranslations('security.evidence'), getFormatter()]);
  const time = (iso: string) => format.dateTime(new Date(iso), { dateStyle: 'medium', timeStyle: 'short' });
  switch (kind) {
    case 'unusual_rate': {
      const read = SECURITY_EVIDENCE.unusual_rate.safeParse(evidence);
      if (!read.success) return null;
      const { minute, calls, usualPerMinute, highestPerMinute } = read.data;
      return t('unusual_rate', { at: time(minute), calls, usual: usualPerMinute, highest: highestPerMinute });
    }
    case 'new_network': {
      const read = SECURITY_EVIDENCE.new_network.safeParse(evidence);
      if (!read.success) return null;
      const { at, address, network, knownNetworks } = read.data;
      return t('new_network', { at: time(at), address, network, known: knownNetworks });
    }
    case 'unusual_hours': {
      const read = SECURITY_EVIDENCE.unusual_hours.safeParse(evidence);
      if (!read.success) return null;
      const { at, days, usualHours } = read.data;
      const hour = `${new Date(at).toISOString().slice(11, 16)}`;
      return t(usualHours.length === 0 ? 'unusual_days' : 'unusual_hours', {
        at: time(at),
        hour,
        days,
        hours: ranges(usualHours),
      });
    }
    case 'attack_suspected': {
      const read = SECURITY_EVIDENCE.attack_suspected.safeParse(evidence);
      if (!read.success) return null;
      const { kind: attack, place, blocked, requestId } = read.data;
      return t('attack_suspected', { attack, place, blocked: blocked ? 'yes' : 'no', requestId });
    }
  }
}

/** Hours that follow each other as one range: `09:00–17:00`. */
function ranges(hours: readonly string[]): string {
  const numbers = hours.map((hour) => Number(hour.slice(0, 2)));
  const parts: [first: number, last: number][] = [];
  for (const hour of numbers) {
    const open = parts.at(-1);
    if (open !== undefined && open[1] === hour - 1) open[1] = hour;
    else parts.push([hour, hour]);
  }
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  return parts.map(([first, last]) => `${clock(first)}–${clock(last + 1)}`).join(', ');
}
