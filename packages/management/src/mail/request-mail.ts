import type { Mail } from '@turnpike/contracts/mail';
import type { Transaction } from '@turnpike/db/client';
import { enqueue } from '../changes/change.js';

/** Has a mail sent after the transaction has committed; not at all when it is rolled back. */
export async function requestMail(tx: Transaction, mail: Mail): Promise<void> {
  await enqueue(tx, 'mail.requested', mail);
}
