'use client';

import { Check } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import { type ComponentProps, type ReactNode, useId } from 'react';

/** A box to tick, with its label beside it. */
export function Checkbox({
  label,
  hint,
  ...rest
}: ComponentProps<typeof Radix.Root> & { label: ReactNode; hint?: ReactNode }) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <Radix.Root
        id={id}
        className="mt-0.5 flex size-4.5 shrink-0 cursor-pointer items-center justify-center rounded-badge border border-line-strong bg-float data-[state=checked]:border-transparent data-[state=checked]:bg-lane data-[state=checked]:text-on-lane"
        {...(hint ? { 'aria-describedby': `${id}-hint` } : {})}
        {...rest}
      >
        <Radix.Indicator>
          <Check aria-hidden className="size-3.5" strokeWidth={3} />
        </Radix.Indicator>
      </Radix.Root>
      <div>
        <label htmlFor={id} className="cursor-pointer">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-xs text-quiet">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
