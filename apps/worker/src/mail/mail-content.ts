/** What a mail says, before it is text or HTML. */
export interface MailContent {
  subject: string;
  /** Sentences above the button. */
  lead: string[];
  /** The one thing to do. */
  button: { label: string; url: string };
  /** Sentences below it. */
  rest: string[];
}

/** What the texts are written with. */
export interface MailBrand {
  product: string;
  /** Without a slash at its end. */
  portalUrl: string;
  /** The secret of a link, from the id of the row that stands for it. */
  token: (purpose: 'email-token' | 'invitation', id: string) => string;
}
