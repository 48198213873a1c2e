/**
 * The webhook receiver: whatever is sent to `/hooks/{name}` is kept and answered as its query says. `GET` of the same
 * address is the page of that name, `GET /hooks` of all, `POST /hooks` its forms; `/api/hooks` (`?name=`) is JSON for
 * tests. Touches memory; refuses bodies beyond 64 KiB and queries it can't follow.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pause } from '../http/pause.js';
import { readBody } from '../http/read-body.js';
import { sendHtml, sendJson, sendText } from '../http/respond.js';
import { isSecret } from './check-signature.js';
import { renderHook, renderHooks, renderSecretForm } from './hook-pages.js';
import { type HookSteering, parseHookSteering, statusFor } from './hook-steering.js';
import { type Hook, HookStore } from './hook-store.js';
import { type HookView, viewHook } from './hook-view.js';

const MAX_BODY_BYTES = 64 * 1024;
const MAX_NAME_CHARS = 100;
const NAME = /^[\w.~-]+(?:\/[\w.~-]+)*$/;

interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
}

/** The receiver of webhooks, in memory. */
export class HookReceiver {
  private readonly store: HookStore;

  constructor(store = new HookStore()) {
    this.store = store;
  }

  /** Whether a path is the receiver's. */
  owns(path: string): boolean {
    return path === '/hooks' || path.startsWith('/hooks/') || path === '/api/hooks';
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = { request, response, url: new URL(request.url ?? '/', 'http://sandbox') };
    if (call.url.pathname === '/api/hooks') return this.answerApi(call);
    const name = call.url.pathname.replace(/^\/hooks\/?/, '').replace(/\/$/, '');
    if (name !== '' && (name.length > MAX_NAME_CHARS || !NAME.test(name))) {
      return sendText(response, 404, 'A receiver’s name has letters, digits, and . _ ~ - / between them.');
    }
    if (request.method === 'GET' || request.method === 'HEAD') return this.answerPage(call, name);
    return name === '' ? this.takeForm(call) : this.receive(call, name);
  }

  private async receive({ request, response, url }: Call, name: string): Promise<void> {
    const parsed = parseHookSteering(url.searchParams);
    if (!parsed.ok) return refuse(response, 400, parsed.problem);
    const read = await readBody(request, MAX_BODY_BYTES);
    if (!read.ok) return refuse(response, 413, `A body may have ${MAX_BODY_BYTES} bytes.`);
    const hook = this.store.receive({
      name,
      method: request.method ?? 'POST',
      path: request.url ?? '/',
      headers: Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)])),
      body: read.body,
    });
    if (!(await pause(response, parsed.steering.delayMs))) return;
    reply(response, hook, parsed.steering);
  }

  private answerApi({ request, response, url }: Call): void {
    const name = url.searchParams.get('name') ?? undefined;
    if (request.method === 'GET') {
      const items = this.store.list(name).map((hook) => this.view(hook));
      sendJson(response, { status: 200, body: { items, total: items.length } });
    } else if (request.method === 'DELETE') {
      sendJson(response, { status: 200, body: { deleted: this.store.clear(name) } });
    } else refuse(response, 405, 'Use GET or DELETE.');
  }

  private answerPage({ request, response, url }: Call, name: string): void {
    const id = url.searchParams.get('id');
    const hook = id === null ? undefined : this.store.find(name, id);
    if (id !== null && hook === undefined) return sendText(response, 404, 'There is nothing here, or it is forgotten.');
    if (hook !== undefined) return sendHtml(response, { html: renderHook(this.view(hook)) });
    const hasSecret = this.store.secretOf(name) !== null;
    if (name !== '' && url.searchParams.has('secret')) {
      return sendHtml(response, { html: renderSecretForm(name, { hasSecret, problem: null }) });
    }
    const hooks = this.store.list(name === '' ? undefined : name).map((each) => this.view(each));
    const origin = `http://${request.headers.host ?? 'localhost'}`;
    sendHtml(response, { html: renderHooks({ name, hooks, hasSecret, origin, names: this.store.listNames() }) });
  }

  /** The page's forms: a secret for a name, or forget what it got. A form of another site may not press them. */
  private async takeForm({ request, response }: Call): Promise<void> {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin')
      return sendText(response, 403, 'Only the sandbox’s own page may.');
    const read = await readBody(request, MAX_BODY_BYTES);
    const form = new URLSearchParams(read.ok ? read.body.toString('utf8') : '');
    const name = form.get('name') ?? '';
    const secret = (form.get('secret') ?? '').trim();
    if (form.get('do') === 'clear') this.store.clear(name === '' ? undefined : name);
    else if (!NAME.test(name) || name.length > MAX_NAME_CHARS)
      return sendText(response, 400, 'Give a receiver’s name.');
    else if (secret !== '' && !isSecret(secret)) {
      const problem = 'That is no signing secret: it begins with whsec_ and goes on in base64.';
      const hasSecret = this.store.secretOf(name) !== null;
      return sendHtml(response, { status: 400, html: renderSecretForm(name, { hasSecret, problem }) });
    } else this.store.setSecret(name, secret);
    response.writeHead(303, { location: name === '' ? '/hooks' : `/hooks/${name}` }).end();
  }

  private view(hook: Hook): HookView {
    return viewHook(hook, this.store.secretOf(hook.name));
  }
}

function reply(response: ServerResponse, hook: Hook, steering: HookSteering): void {
  const status = statusFor(steering, hook.arrival);
  hook.answered = status;
  const headers: Record<string, string> = {};
  if (status >= 300 && steering.retryAfter !== null) headers['retry-after'] = String(steering.retryAfter);
  if (status >= 300 && status < 400) headers.location = `/hooks/${hook.name}/redirected`;
  if (status === 204 || status === 304) response.writeHead(status, headers).end();
  else sendJson(response, { status, headers, body: { received: hook.id, arrival: hook.arrival } });
}

function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, { status, body: { error: { message } } });
}
