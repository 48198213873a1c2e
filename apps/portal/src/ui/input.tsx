import type { ComponentProps } from 'react';
import { cn } from './cn';

// Phones zoom into a field whose text is smaller than 16 px, and stay there.
const control =
  'w-full min-w-0 rounded-box border border-line-strong bg-float px-3 text-md text-text sm:text-sm placeholder:text-quiet disabled:opacity-60 aria-invalid:border-stopped';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(control, 'h-9', className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(control, 'min-h-20 py-2 leading-normal', className)} {...rest} />;
}

/** The browser's own select: right on phones, right for screen readers. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={cn(control, 'h-9 cursor-pointer pr-8', className)} {...rest} />;
}
