const MAIL_ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/gi;

/** The text with every mail address taken out: a mail server's refusal names whom it refuses. */
export function withoutAddresses(text: string): string {
  return text.replace(MAIL_ADDRESS, '[address]');
}
