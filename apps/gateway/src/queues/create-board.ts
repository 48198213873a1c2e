/** The board itself. Loads Bull Board, so that whoever imports this only to mount it pays nothing. */
import { withoutAddresses } from '@turnpike/queues/without-addresses';
import type { QueueInspector } from '@turnpike/queues/queue-inspector';
import fastify, { type FastifyInstance } from 'fastify';

export const BOARD_PATH = '/api/v1/admin/bull-board';

export interface BoardOptions {
  queues: Awaited<ReturnType<QueueInspector['open']>>;
  /** The name users see. */
  productName: string;
}

/** Its own script and style and nothing else; React writes style attributes. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page names a font of Google's; it must not even be asked for. */
const REMOTE_LINK = /<link[^>]*\shref="https?:[^>]*>/g;

/** A Fastify that never listens: it is handed requests that were let in. */
export async function createBoard({ queues, productName }: BoardOptions): Promise<FastifyInstance> {
  const [{ createBullBoard }, { BullMQAdapter }, { FastifyAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/fastify'),
  ]);
  const serverAdapter = new FastifyAdapter().setBasePath(BOARD_PATH);
  createBullBoard({
    serverAdapter,
    queues: queues.map((queue) => {
      const adapter = new BullMQAdapter(queue, { readOnlyMode: true });
      adapter.setFormatter('data', shownData);
      adapter.setFormatter('returnValue', shownData);
      return adapter;
    }),
    options: {
      uiConfig: {
        boardTitle: productName,
        hideDocsLink: true,
        miscLinks: [{ text: 'Queues', url: '/admin/queues' }],
      },
    },
  });
  const board = fastify({ logger: false });
  board.addHook('onSend', async (_request, reply, payload) => {
    reply.header('content-security-policy', POLICY).header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    if (typeof payload !== 'string') return payload;
    reply.header('cache-control', 'no-store');
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
    return isPage ? payload.replace(REMOTE_LINK, '') : withoutAddresses(payload);
  });
  await board.register(serverAdapter.registerPlugin() as never, { prefix: BOARD_PATH });
  await board.ready();
  return board;
}

/** Ids, numbers and which template: a mail's data holds names and what was written to people. */
const SHOWN = /^(?:template|\w*[iI]d|\w*Ids)$/;

function shownData(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return typeof data === 'string' ? '[hidden]' : data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      SHOWN.test(name) || typeof value === 'number' || typeof value === 'boolean' ? value : '[hidden]',
    ]),
  );
}
