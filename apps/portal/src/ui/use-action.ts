'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useState, useTransition } from 'react';
import type { ActionError, ActionResult } from '../server/action';
import { toast } from './toast';

interface Options<T> {
  onSuccess?: (data: T) => void;
  /** Told in a toast. */
  success?: string;
}

/** A server action with what a form needs of it: whether it runs, why it was refused, and which fields are at fault. */
export function useAction<Input, T>(action: (input: Input) => Promise<ActionResult<T>>, options: Options<T> = {}) {
  const t = useTranslations('ui');
  const [pending, start] = useTransition();
  const [error, setError] = useState<ActionError | null>(null);
  const { onSuccess, success } = options;
  const run = (input: Input) =>
    start(async () => {
      const result = await action(input).catch((): ActionResult<T> => ({
        ok: false,
        error: unreachable(t('unreachable')),
      }));
      setError(result.ok ? null : result.error);
      if (!result.ok) return;
      if (success !== undefined) toast.success(success);
      onSuccess?.(result.data);
    });
  const reset = useCallback(() => setError(null), []);
  return { run, pending, error, fieldErrors: error?.fields ?? {}, reset };
}

/** The network failed under the action: nothing is known of what the server did. */
function unreachable(message: string): ActionError {
  return {
    code: 'store_unavailable',
    message,
    fix: '',
    param: null,
    fields: {},
    requestId: '',
    retryAfterSeconds: null,
  };
}
