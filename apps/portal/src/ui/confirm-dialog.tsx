'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { ActionError } from '../server/action';
import { Button } from './button';
import { Dialog, DialogActions } from './dialog';
import { Field } from './field';
import { FormError } from './form-error';
import { Input } from './input';

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What will happen, to what, and when. */
  effect: ReactNode;
  /** What the button does: "Revoke key". */
  action: string;
  onConfirm: () => void;
  pending?: boolean;
  error?: ActionError | null;
  /** Must be typed before the button works: for what can't be undone. */
  typed?: string;
  danger?: boolean;
  /** Fields of the confirmation itself, such as a reason. */
  children?: ReactNode;
}

/** Asks before something is destroyed or takes effect, naming it and its effect. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations('ui');
  const [text, setText] = useState('');
  const { open, onOpenChange, title, effect, action, onConfirm, pending = false, error = null, typed } = props;
  const ready = typed === undefined || text.trim() === typed;
  const change = (next: boolean) => {
    setText('');
    onOpenChange(next);
  };
  return (
    <Dialog open={open} onOpenChange={change} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onConfirm();
        }}
        className="grid grid-cols-1 gap-4"
      >
        <div className="max-w-prose">{effect}</div>
        {props.children}
        {typed !== undefined && (
          <Field label={t('typeToConfirm', { text: typed })}>
            <Input
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        )}
        <FormError error={error} />
        <DialogActions>
          <Button onClick={() => change(false)}>{t('cancel')}</Button>
          <Button
            type="submit"
            variant={props.danger === false ? 'primary' : 'danger'}
            pending={pending}
            disabled={!ready}
          >
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
