'use client';

import type { ReactNode } from 'react';
import type { ActionError } from '../server/action';
import { Button } from '../ui/button';
import { FormError } from '../ui/form-error';

interface FormProps {
  onSubmit: () => void;
  /** What the button does. */
  action: string;
  pending: boolean;
  error: ActionError | null;
  children?: ReactNode;
}

/** A form of one column with one button as wide as it. */
export function Form({ onSubmit, action, pending, error, children }: FormProps) {
  return (
    <form
      className="grid gap-4 *:min-w-0"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {/* What a field says beside itself need not be said twice. */}
      <FormError error={error !== null && Object.keys(error.fields).length > 0 ? null : error} />
      <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
        {action}
      </Button>
    </form>
  );
}

/**
 * Goes to another page by loading it whole: what the browser kept of pages was made for somebody else, or for nobody.
 */
export function goTo({ to }: { to: string }): void {
  window.location.assign(to);
}
