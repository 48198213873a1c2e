import { escapeHtml, renderPage } from '../http/html.js';
import type { Mail, MailSummary } from './mailbox.js';

const REFRESH_SECONDS = 5;

/**
 * What a mail's HTML may do in its frame: style itself and show embedded images. No script, no form, nothing loaded
 * from elsewhere; a link opens in a window of its own, so that a confirmation link can be followed.
 */
export const MAIL_CONTENT_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'self'; frame-ancestors 'self'";

/** The list of mails, newest first; looks again by itself. */
export function renderMailList(mails: readonly MailSummary[], smtpPort: number): string {
  const body =
    mails.length === 0
      ? `<p>No mail yet. Whatever is sent to <code>smtp://127.0.0.1:${smtpPort}</code> appears here, and goes nowhere else.</p>`
      : `<form method="post" action="/delete"><button>Delete all mails</button></form>
<div class="scroll"><table>
<thead><tr><th>Subject</th><th>To</th><th>From</th><th>Received</th></tr></thead>
<tbody>
${mails.map(renderRow).join('\n')}
</tbody>
</table></div>`;
  return renderPage({
    title: `Mailbox (${mails.length})`,
    refreshSeconds: REFRESH_SECONDS,
    body: `<h1>Mailbox</h1>\n<p class="quiet">Every mail sent on this machine. None of them leaves it.</p>\n${body}`,
  });
}

/** One mail: its head, its HTML in a frame that may do nothing, its text. */
export function renderMail(mail: Mail): string {
  const attachments = mail.attachments.map(
    (attachment) =>
      `<li>${escapeHtml(attachment.filename ?? 'unnamed')} <span class="quiet">${escapeHtml(attachment.mimeType)}, ${attachment.sizeBytes} bytes</span></li>`,
  );
  const html =
    mail.html === null
      ? ''
      : `<h2>HTML</h2>\n<iframe title="The mail’s HTML" src="/messages/${mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;
  const text = mail.text === null ? '' : `<h2>Text</h2>\n<pre>${linkify(mail.text)}</pre>`;
  return renderPage({
    title: mail.subject === '' ? '(no subject)' : mail.subject,
    body: `<p><a href="/">Mailbox</a></p>
<h1>${escapeHtml(mail.subject === '' ? '(no subject)' : mail.subject)}</h1>
<p class="quiet">${escapeHtml(mail.from)} to ${escapeHtml(mail.to.join(', '))}, ${formatTime(mail.receivedAt)}</p>
${html}
${text}
${attachments.length === 0 ? '' : `<h2>Attachments</h2>\n<ul>${attachments.join('')}</ul>`}`,
  });
}

/** The mail's own HTML for the frame; a base makes its links leave the frame. */
export function frameContent(html: string): string {
  return `<!doctype html><base target="_blank">${html}`;
}

function renderRow(mail: MailSummary): string {
  const subject = escapeHtml(mail.subject === '' ? '(no subject)' : mail.subject);
  return `<tr><td><a href="/messages/${mail.id}">${subject}</a></td><td>${escapeHtml(mail.to.join(', '))}</td><td>${escapeHtml(mail.from)}</td><td>${formatTime(mail.receivedAt)}</td></tr>`;
}

function formatTime(iso: string): string {
  return `<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

/** Escapes first, so that a link found is text already made safe. */
function linkify(text: string): string {
  return escapeHtml(text).replace(
    /https?:\/\/(?:(?!&(?:lt|gt|quot|#39);)[^\s])+/g,
    (url) => `<a href="${url}" target="_blank" rel="noreferrer">${url}</a>`,
  );
}
