/** Calls a server action over HTTP as a browser does, without the page around it. */
import type { BuiltAction } from './built-portal.js';

export interface Answer {
  /** `ok`, the code of the refusal, or what else came. */
  outcome: string;
  text: string;
}

export interface Asking {
  portalUrl: string;
  cookie: string | null;
  /** The page's own origin unless given. */
  origin?: string;
}

/** `input` is the action's one argument; undefined for actions that take none. */
export async function callAction(action: BuiltAction, input: unknown, asking: Asking): Promise<Answer> {
  const { portalUrl, cookie, origin = portalUrl } = asking;
  const headers: Record<string, string> = {
    'next-action': action.id,
    'content-type': 'text/plain;charset=UTF-8',
    accept: 'text/x-component',
    origin,
  };
  if (cookie !== null) headers.cookie = cookie;
  const answer = await fetch(portalUrl + action.page.replace(/\[[^\]]+\]/g, 'x'), {
    method: 'POST',
    headers,
    // What React writes for a plain value, and for none.
    body: input === undefined ? '["$undefined"]' : JSON.stringify([input]),
    redirect: 'manual',
  });
  const text = await answer.text();
  return { outcome: outcomeOf(answer, text), text };
}

function outcomeOf(answer: Response, text: string): string {
  if (answer.headers.get('x-action-redirect') !== null) return 'redirect';
  if (!answer.ok) return `HTTP ${answer.status}`;
  const reference = /"a":"\$@([0-9a-f]+)"/.exec(text)?.[1];
  const row = reference === undefined ? undefined : new RegExp(`^${reference}:(.*)$`, 'm').exec(text)?.[1];
  if (row === undefined) return 'unreadable';
  if (/^\{"ok":true/.test(row)) return 'ok';
  const error = /^\{"ok":false,"error":(\{.*|"\$[0-9a-f]+")/.exec(row)?.[1] ?? '';
  const held = /^"\$([0-9a-f]+)"/.exec(error)?.[1];
  const body = held === undefined ? error : (new RegExp(`^${held}:(.*)$`, 'm').exec(text)?.[1] ?? '');
  return /"code":"(\w+)"/.exec(body)?.[1] ?? 'unreadable';
}
