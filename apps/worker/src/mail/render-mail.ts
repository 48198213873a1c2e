import type { MailContent } from './mail-content.js';

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** A mail as text and as simple HTML: no pictures, no scripts, nothing that is loaded or followed when it is opened. */
export function renderMail(content: MailContent, product: string): RenderedMail {
  const { subject, lead, button, rest } = content;
  const text = [...lead, `${button.label}:\n${button.url}`, ...rest, `-- \n${product}`].join('\n\n');
  const body = [
    ...lead.map(paragraph),
    `<p style="margin:24px 0"><a href="${escape(button.url)}" style="${BUTTON}">${escape(button.label)}</a></p>`,
    ...rest.map(paragraph),
    `<p style="${SMALL}">If the button does not work, open this address: ${escape(button.url)}</p>`,
    `<p style="${SMALL}">${escape(product)}</p>`,
  ].join('\n');
  return { subject: oneLine(subject), text: `${text}\n`, html: page(oneLine(subject), body) };
}

const BODY = 'margin:0;padding:32px 16px;font:16px/1.5 Overpass,system-ui,sans-serif;color:#16191d;background:#ffffff';
const BUTTON =
  'display:inline-block;padding:10px 18px;border-radius:6px;background:#16191d;color:#ffffff;text-decoration:none';
const SMALL = 'font-size:13px;color:#5b6470;overflow-wrap:anywhere';

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title></head>
<body style="${BODY}"><div style="max-width:520px">
${body}
</div></body>
</html>
`;
}

function paragraph(text: string): string {
  return `<p>${escape(text).replaceAll('\n', '<br>')}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A subject is one line, whatever the names in it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
}
