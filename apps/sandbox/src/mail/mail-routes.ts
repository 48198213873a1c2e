/**
 * The mailbox's web side: pages for people, JSON for tests. `GET /api/messages` (`?to=` filters by recipient),
 * `GET /api/messages/{id}`, `DELETE /api/messages`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from '../http/listen.js';
import { sendHtml, sendJson, sendText } from '../http/respond.js';
import { frameContent, MAIL_CONTENT_POLICY, renderMail, renderMailList } from './mail-pages.js';
import type { Mail, Mailbox } from './mailbox.js';

interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
}

/** The handler of the mailbox's socket. */
export function mailHandler(mailbox: Mailbox, smtpPort: number): Handler {
  return (request, response) => {
    const call = { request, response, url: new URL(request.url ?? '/', 'http://mailbox') };
    if (call.url.pathname.startsWith('/api/')) answerApi(mailbox, call);
    else if (request.method === 'POST') answerDelete(mailbox, call);
    else if (request.method === 'GET') answerPage(mailbox, smtpPort, call);
    else sendText(response, 405, 'Use GET.');
  };
}

function answerApi(mailbox: Mailbox, { request, response, url }: Call): void {
  const id = /^\/api\/messages\/([^/]+)$/.exec(url.pathname)?.[1];
  if (id !== undefined && request.method === 'GET') {
    const mail = mailbox.find(id);
    if (mail === undefined) sendJson(response, { status: 404, body: { error: { message: 'No such mail.' } } });
    else sendJson(response, { status: 200, body: mail });
  } else if (url.pathname !== '/api/messages') {
    sendJson(response, { status: 404, body: { error: { message: 'There is nothing here.' } } });
  } else if (request.method === 'GET') {
    const items = mailbox.list(url.searchParams.get('to') ?? undefined);
    sendJson(response, { status: 200, body: { items, total: items.length } });
  } else if (request.method === 'DELETE') {
    sendJson(response, { status: 200, body: { deleted: mailbox.clear() } });
  } else {
    sendJson(response, { status: 405, body: { error: { message: 'Use GET or DELETE.' } } });
  }
}

/** The page's button. A form of another site may not press it. */
function answerDelete(mailbox: Mailbox, { request, response, url }: Call): void {
  const site = request.headers['sec-fetch-site'];
  if (url.pathname !== '/delete') sendText(response, 404, 'There is nothing here.');
  else if (site !== undefined && site !== 'same-origin') sendText(response, 403, 'Only the mailbox’s own page may.');
  else {
    mailbox.clear();
    response.writeHead(303, { location: '/' }).end();
  }
}

function answerPage(mailbox: Mailbox, smtpPort: number, { response, url }: Call): void {
  if (url.pathname === '/') {
    sendHtml(response, { html: renderMailList(mailbox.list(), smtpPort) });
    return;
  }
  if (url.pathname === '/health') {
    sendText(response, 200, 'ok');
    return;
  }
  const [, id, frame] = /^\/messages\/([^/]+)(\/html)?$/.exec(url.pathname) ?? [];
  const mail = id === undefined ? undefined : mailbox.find(id);
  if (mail === undefined) sendText(response, 404, 'There is nothing here.');
  else if (frame === undefined) sendHtml(response, { html: renderMail(mail) });
  else sendFrame(response, mail);
}

function sendFrame(response: ServerResponse, mail: Mail): void {
  sendHtml(response, { html: frameContent(mail.html ?? ''), contentSecurityPolicy: MAIL_CONTENT_POLICY });
}
