import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import type { Listening } from '../http/listen.js';
import type { Mailbox } from './mailbox.js';

const MAX_MAIL_BYTES = 10 * 1024 * 1024;

export interface SmtpOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  mailbox: Mailbox;
  /** A connection's own trouble, such as a client that hung up. */
  onClientError: (error: Error) => void;
}

/**
 * Starts a mail server that accepts every mail for everyone, with any credentials or none, and sends none on.
 * No STARTTLS: its certificate would be nobody's, and mailers that see the offer refuse to go on.
 */
export async function listenSmtp({ host, port, mailbox, onClientError }: SmtpOptions): Promise<Listening> {
  const options: SMTPServerOptions = {
    banner: 'sandbox',
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    closeTimeout: 1_000,
    onAuth(auth, _session, callback) {
      callback(null, { user: auth.username ?? 'anyone' });
    },
    onData(stream, session, callback) {
      keep(mailbox, stream, session).then((refusal) => {
        callback(refusal);
      }, callback);
    },
  };
  const server = new SMTPServer(options);
  const listening = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    const socket = server.listen(port, host, () => {
      server.off('error', reject);
      resolve(socket.address() as AddressInfo);
    });
  });
  server.on('error', onClientError);
  return {
    port: listening.port,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

/** Reads the mail to its end in any case, as SMTP wants; answers the refusal, if there is one. */
async function keep(mailbox: Mailbox, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    if (!stream.sizeExceeded) parts.push(part as Buffer);
  }
  if (stream.sizeExceeded) return new SmtpRefusal(552, 'The mail is too large.');
  const { mailFrom, rcptTo } = session.envelope;
  await mailbox.receive({
    raw: Buffer.concat(parts),
    from: mailFrom === false ? null : mailFrom.address,
    to: rcptTo.map((recipient) => recipient.address),
  });
  return null;
}

/** An error that the SMTP server answers with its code. */
class SmtpRefusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}
