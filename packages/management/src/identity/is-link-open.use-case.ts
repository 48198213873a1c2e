import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import { findLink } from './email-links.js';

/** Whether a link that was sent by mail is still good. Changes nothing: for the page it leads to. */
export async function isLinkOpen(
  context: ManagementContext,
  link: { purpose: 'verify_email' | 'reset_password'; token: string },
): Promise<boolean> {
  try {
    await findLink(context, link.purpose, link.token);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'link_invalid') return false;
    throw error;
  }
}
