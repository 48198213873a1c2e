'use client';

import { type ReactElement, cloneElement, type ReactNode, useId } from 'react';
import { cn } from './cn';

interface FieldProps {
  label: ReactNode;
  /** One form control; it is given its id, name of error and hint. */
  children: ReactElement<{ id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }>;
  hint?: ReactNode;
  error?: string | undefined;
  /** The label is for screen readers only. */
  hideLabel?: boolean;
  className?: string;
}

/** A form control with its label, a hint below and, when it was refused, why. */
export function Field({ label, children, hint, error, hideLabel = false, className }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [error && errorId, hint && hintId].filter(Boolean).join(' ');
  const control = cloneElement(children, {
    id: children.props.id ?? id,
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    ...(error ? { 'aria-invalid': true } : {}),
  });
  return (
    <div className={cn('grid content-start gap-1.5', className)}>
      <label htmlFor={children.props.id ?? id} className={hideLabel ? 'sr-only' : 'text-xs font-[600]'}>
        {label}
      </label>
      {control}
      {error && (
        <p id={errorId} className="text-xs text-stopped">
          {error}
        </p>
      )}
      {hint && (
        <p id={hintId} className="text-xs text-quiet">
          {hint}
        </p>
      )}
    </div>
  );
}
