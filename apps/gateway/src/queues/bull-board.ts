/**
 * Bull Board, for a look at single jobs: under the management API, behind its sign-in, for those who run the platform. It
 * only looks: it takes no other method than GET, and what changes something (a retry) is a use case, with its permission
 * and its audit entry. Nothing of it is loaded before somebody opens it. Job data is shown without people's addresses.
 */
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import { requirePermission } from '@turnpike/management/authorization/require-permission';
import type { QueueInspector } from '@turnpike/queues/queue-inspector';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IdentifiedRequest } from '../identity/authenticator.js';
import { BOARD_PATH, type BoardOptions, createBoard } from './create-board.js';

export interface MountOptions extends Omit<BoardOptions, 'queues'> {
  openQueues: QueueInspector['open'];
}

/** Adds the board's routes; to be called after authentication was added, which then comes before them. */
export function mountBullBoard(fastify: FastifyInstance, { openQueues, ...options }: MountOptions): void {
  let opening: Promise<FastifyInstance> | null = null;
  const open = (): Promise<FastifyInstance> => {
    opening ??= openQueues().then((queues) => createBoard({ ...options, queues }));
    return opening.catch((cause: unknown) => {
      opening = null;
      throw new ApiError('store_unavailable', { message: 'The queues can not be reached right now.', cause });
    });
  };
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    requirePermission((request as IdentifiedRequest).actor as Actor, 'platform:read');
    const board = await open();
    reply.hijack();
    board.routing(request.raw, reply.raw);
  };
  for (const url of [BOARD_PATH, `${BOARD_PATH}/*`]) fastify.get(url, { exposeHeadRoute: false }, handler);
}
