'use client';

/** What is shown this once: held open until its reader says that they have it. */
import { type ReactNode, useState } from 'react';
import { Button } from './button';
import { Checkbox } from './checkbox';
import { Dialog, DialogActions } from './dialog';
import { useWarningBeforeLeaving } from './use-warning-before-leaving';

interface HeldDialogProps {
  title: string;
  lead: string;
  /** What its reader says, with what they should know; null where nothing would be lost. */
  saved: { label: string; hint: string } | null;
  done: string;
  wide?: boolean;
  onDone: () => void;
  children: ReactNode;
}

export function HeldDialog({ title, lead, saved, done, wide = false, onDone, children }: HeldDialogProps) {
  const [hasIt, setHasIt] = useState(saved === null);
  useWarningBeforeLeaving(!hasIt);
  return (
    <Dialog open held={!hasIt} onOpenChange={onDone} title={title} description={lead} wide={wide}>
      <div className="grid grid-cols-1 gap-4">
        {children}
        {saved !== null && (
          <Checkbox
            label={saved.label}
            hint={saved.hint}
            checked={hasIt}
            onCheckedChange={(checked) => setHasIt(checked === true)}
          />
        )}
      </div>
      <DialogActions>
        <Button variant="primary" disabled={!hasIt} onClick={onDone}>
          {done}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
