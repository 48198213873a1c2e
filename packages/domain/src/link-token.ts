/**
 * The secret in a link that is sent by mail. It is derived from the id of the row that stands for the link, under the
 * server's own secret: whoever sends the mail makes it again, so that neither the row nor a queue has to hold it.
 */
import { createHash, createHmac } from 'node:crypto';

/** What the link does; a token of one purpose is none of another. */
export type LinkPurpose = 'email-token' | 'invitation';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** HMAC-SHA-256 of purpose and id (bare uuid) under the pepper, in base64url: 43 characters. */
export function linkToken(pepper: Uint8Array, purpose: LinkPurpose, id: string): string {
  return createHmac('sha256', pepper).update(`${purpose}:${id}`).digest('base64url');
}

/** What is stored of it: SHA-256, 32 bytes. Null when the text can't be a token at all. */
export function hashLinkToken(token: string): Uint8Array<ArrayBuffer> | null {
  if (!TOKEN.test(token)) return null;
  return new Uint8Array(createHash('sha256').update(token).digest());
}
