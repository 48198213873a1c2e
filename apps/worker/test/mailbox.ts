/** The sandbox as a process of its own, from its sources: a real SMTP server, and what reached it. */
import { startSandboxProcess } from '@turnpike/testing/sandbox-process';

export interface ReceivedMail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers?: unknown;
}

export interface Mailbox {
  smtpUrl: string;
  /** Mails to that address, newest first. */
  mailsTo(address: string): Promise<ReceivedMail[]>;
  stop(): Promise<void>;
}

export async function startMailbox(smtpPort?: number): Promise<Mailbox> {
  const sandbox = await startSandboxProcess(smtpPort === undefined ? {} : { SMTP_PORT: String(smtpPort) });
  const url = `${sandbox.mailUrl}/api/messages`;
  return {
    smtpUrl: sandbox.smtpUrl,
    mailsTo: async (address) => {
      const { items } = (await (await fetch(`${url}?to=${encodeURIComponent(address)}`)).json()) as {
        items: { id: string }[];
      };
      return Promise.all(items.map(async ({ id }) => (await (await fetch(`${url}/${id}`)).json()) as ReceivedMail));
    },
    stop: () => sandbox.stop(),
  };
}
