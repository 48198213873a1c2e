import { amountText, countText, durationText } from './amount-text';
import { cn } from './cn';

/** The quieter part of a figure. */
export function Unit({ children }: { children: string }) {
  return <span className="text-[0.85em] text-quiet"> {children}</span>;
}

interface MoneyProps {
  /** Exact decimal string. */
  amount: string;
  currency: string | null;
  className?: string;
}

/** An amount with its currency and as many digits as it truly has. */
export function Money({ amount, currency, className }: MoneyProps) {
  return (
    <span className={cn('font-mono tabular-nums whitespace-nowrap', className)}>
      {amountText(amount)}
      {currency !== null && <Unit>{currency}</Unit>}
    </span>
  );
}

/** A count of something, with what it counts. */
export function Count({ value, unit, className }: { value: number | string; unit?: string; className?: string }) {
  return (
    <span className={cn('font-mono tabular-nums whitespace-nowrap', className)}>
      {countText(value)}
      {unit !== undefined && <Unit>{unit}</Unit>}
    </span>
  );
}

/** A duration given in milliseconds. */
export function Duration({ ms, className }: { ms: number; className?: string }) {
  const { value, unit } = durationText(ms);
  return (
    <span className={cn('font-mono tabular-nums whitespace-nowrap', className)}>
      {value}
      <Unit>{unit}</Unit>
    </span>
  );
}

/** A share between 0 and 1. */
export function Percent({ share, digits = 1, className }: { share: number; digits?: number; className?: string }) {
  return (
    <span className={cn('font-mono tabular-nums whitespace-nowrap', className)}>
      {(share * 100).toFixed(digits)}
      <Unit>%</Unit>
    </span>
  );
}
