import { randomUUID } from 'node:crypto';
import PostalMime, { type Address, type Email } from 'postal-mime';

/** A mail as a list shows it. Times in ISO 8601, sizes in bytes, addresses as `name <address>`. */
export interface MailSummary {
  id: string;
  receivedAt: string;
  from: string;
  to: string[];
  subject: string;
  sizeBytes: number;
}

/** A mail whole. `envelope` is who SMTP said it is for, which `to` need not repeat. */
export interface Mail extends MailSummary {
  envelope: { from: string | null; to: string[] };
  text: string | null;
  html: string | null;
  headers: { name: string; value: string }[];
  attachments: { filename: string | null; mimeType: string; sizeBytes: number }[];
}

export interface ReceivedMail {
  raw: Buffer;
  from: string | null;
  to: string[];
}

/** Mails in memory, bounded in number and bytes; the oldest go first. */
export class Mailbox {
  private readonly mails = new Map<string, Mail>();
  private readonly capacity: number;
  private readonly capacityBytes: number;
  private bytes = 0;

  constructor({ capacity = 1_000, capacityBytes = 100_000_000 } = {}) {
    this.capacity = capacity;
    this.capacityBytes = capacityBytes;
  }

  get size(): number {
    return this.mails.size;
  }

  /** Parses and keeps a mail; rejects when the parser finds it absurd (nested or headed beyond its bounds). */
  async receive(received: ReceivedMail): Promise<Mail> {
    const mail = toMail(received, await PostalMime.parse(received.raw));
    this.mails.set(mail.id, mail);
    this.bytes += mail.sizeBytes;
    while (this.mails.size > 1 && (this.mails.size > this.capacity || this.bytes > this.capacityBytes)) {
      this.forgetOldest();
    }
    return mail;
  }

  /** Newest first; with an address only the mails delivered to it. */
  list(recipient?: string): MailSummary[] {
    const wanted = recipient?.toLowerCase();
    const mails = [...this.mails.values()].reverse();
    const found =
      wanted === undefined ? mails : mails.filter((mail) => mail.envelope.to.some((to) => to.toLowerCase() === wanted));
    return found.map(({ id, receivedAt, from, to, subject, sizeBytes }) => ({
      id,
      receivedAt,
      from,
      to,
      subject,
      sizeBytes,
    }));
  }

  find(id: string): Mail | undefined {
    return this.mails.get(id);
  }

  clear(): number {
    const { size } = this.mails;
    this.mails.clear();
    this.bytes = 0;
    return size;
  }

  private forgetOldest(): void {
    const oldest = this.mails.values().next().value;
    if (oldest === undefined) return;
    this.mails.delete(oldest.id);
    this.bytes -= oldest.sizeBytes;
  }
}

function toMail({ raw, from, to }: ReceivedMail, email: Email): Mail {
  const recipients = [...(email.to ?? []), ...(email.cc ?? [])].map(formatAddress);
  return {
    id: randomUUID(),
    receivedAt: new Date().toISOString(),
    from: email.from === undefined ? (from ?? '') : formatAddress(email.from),
    to: recipients.length > 0 ? recipients : to,
    subject: email.subject ?? '',
    sizeBytes: raw.length,
    envelope: { from, to },
    text: email.text ?? null,
    html: email.html ?? null,
    headers: email.headers.map((header) => ({ name: header.originalKey, value: header.value })),
    attachments: email.attachments.map(({ filename, mimeType, content }) => ({
      filename,
      mimeType,
      sizeBytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    })),
  };
}

function formatAddress(address: Address): string {
  if (address.group !== undefined) return `${address.name}: ${address.group.map(formatAddress).join(', ')}`;
  return address.name === '' ? address.address : `${address.name} <${address.address}>`;
}
