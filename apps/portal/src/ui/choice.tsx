import Link from 'next/link';
import { cn } from './cn';

interface ChoiceProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string; href: string }[];
  value: Value;
}

/** One of a few, each an address of its own. */
export function Choice<Value extends string>({ label, options, value }: ChoiceProps<Value>) {
  return (
    <div className="grid min-w-0 gap-1.5">
      <span className="text-xs font-[600]">{label}</span>
      <nav
        aria-label={label}
        className="flex w-fit max-w-full overflow-x-auto rounded-box border border-line-strong/60 bg-float"
      >
        {options.map(({ value: one, label: text, href }) => (
          <Link
            key={one}
            href={href}
            scroll={false}
            prefetch={false}
            aria-current={one === value ? 'true' : undefined}
            className={cn(
              'inline-flex h-8.5 shrink-0 items-center border-r border-line px-3 text-xs whitespace-nowrap text-text no-underline last:border-r-0 hover:bg-hover',
              one === value && 'bg-lane-soft font-[650] text-lane-text',
            )}
          >
            {text}
          </Link>
        ))}
      </nav>
    </div>
  );
}
