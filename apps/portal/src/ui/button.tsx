import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { Slot } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

const button = cva(
  'inline-flex shrink-0 cursor-pointer items-center justify-center gap-2 rounded-box border font-[600] whitespace-nowrap no-underline transition-colors select-none disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-lane text-on-lane hover:bg-lane/85',
        secondary: 'border-line-strong/60 bg-float text-text hover:bg-hover',
        ghost: 'border-transparent bg-transparent text-text hover:bg-hover',
        danger: 'border-transparent bg-danger text-on-danger hover:bg-danger/85',
      },
      size: {
        sm: 'h-8 px-3 text-xs',
        md: 'h-9 px-4 text-sm',
        lg: 'h-11 px-5 text-md',
        icon: 'size-9 p-0',
        'icon-sm': 'size-8 p-0',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

type Look = VariantProps<typeof button>;

export interface ButtonProps extends ComponentProps<'button'>, Look {
  /** Work is under way: the button waits and says so. */
  pending?: boolean;
  /** The only child becomes the button. */
  asChild?: boolean;
}

/** A button that does something. One primary per page. */
export function Button({ variant, size, pending = false, asChild = false, className, children, ...rest }: ButtonProps) {
  const classes = cn(button({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button type="button" className={classes} {...rest} disabled={pending || rest.disabled} aria-busy={pending}>
      {pending && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}

interface LinkButtonProps extends Look {
  href: string;
  children: ReactNode;
  className?: string;
  /** For paths that a handler answers, such as a download or the gateway. */
  plain?: boolean;
  prefetch?: boolean;
  'aria-label'?: string;
}

/** A link that looks like a button: it leads somewhere and changes nothing. */
export function LinkButton({
  variant,
  size,
  href,
  plain = false,
  prefetch,
  className,
  children,
  ...rest
}: LinkButtonProps) {
  const classes = cn(button({ variant, size }), className);
  if (plain) {
    return (
      <a href={href} className={classes} {...rest}>
        {children}
      </a>
    );
  }
  return (
    <Link href={href} className={classes} {...(prefetch === undefined ? {} : { prefetch })} {...rest}>
      {children}
    </Link>
  );
}
