/** The mails that use cases asked for, and the links the worker would put into them. */
import { type Mail, MailSchema } from '@turnpike/contracts/mail';
import { linkToken } from '@turnpike/domain/link-token';
import type { ManagementContext } from '../src/management-context.js';

/** Mails to that address, oldest first. */
export async function mailsTo(context: ManagementContext, to: string): Promise<Mail[]> {
  const rows = await context.db.prisma.outboxMessage.findMany({
    where: { topic: 'mail.requested', payload: { path: ['to'], equals: to } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ payload }) => MailSchema.parse(payload));
}

/** The token of the newest mail to that address; throws when it carries none. */
export async function newestToken(context: ManagementContext, to: string): Promise<string> {
  const mail = (await mailsTo(context, to)).at(-1);
  if (mail !== undefined && 'emailTokenId' in mail)
    return linkToken(context.keyPepper, 'email-token', mail.emailTokenId);
  if (mail?.template === 'invitation') return linkToken(context.keyPepper, 'invitation', mail.invitationId);
  throw new Error(`no mail with a link to ${to}`);
}
