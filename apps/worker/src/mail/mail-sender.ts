/** Hands mails to the mail server, as the configuration names it. */
import type { WorkerConfig } from '@turnpike/config/worker';
import type { Mail } from '@turnpike/contracts/mail';
import { linkToken } from '@turnpike/domain/link-token';
import { createTransport } from 'nodemailer';
import type { MailBrand } from './mail-content.js';
import { mailContent } from './mail-texts.js';
import { renderMail } from './render-mail.js';

export type MailConfig = Pick<WorkerConfig, 'smtpUrl' | 'mailFrom' | 'portalUrl' | 'productName' | 'keyPepper'>;

export interface MailSender {
  /** Resolves when the server has taken the mail. The id tells readers' programs that a repeated mail is the same. */
  send(id: string, mail: Mail): Promise<void>;
}

/** A server that says nothing is given up; the attempt is made again later. */
const TIMEOUT_MS = 20_000;

/** One connection per mail: there are few, and none is kept that could have died meanwhile. */
export function createMailSender(config: MailConfig): MailSender {
  const transport = createTransport({
    url: config.smtpUrl,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const pepper = Buffer.from(config.keyPepper, 'base64');
  const brand: MailBrand = {
    product: config.productName,
    portalUrl: config.portalUrl,
    token: (purpose, id) => linkToken(pepper, purpose, id),
  };
  const host = config.mailFrom.slice(config.mailFrom.lastIndexOf('@') + 1);
  return {
    send: async (id, mail) => {
      await transport.sendMail({
        from: { name: config.productName, address: config.mailFrom },
        to: { name: '', address: mail.to },
        messageId: `<${id}@${host}>`,
        // Nobody's absence note is wanted (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...renderMail(mailContent(mail, brand), config.productName),
      });
    },
  };
}
