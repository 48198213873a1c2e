import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type QueuesView,
  QueuesViewSchema,
  type RetriedView,
  RetriedViewSchema,
} from '@turnpike/contracts/management/queues';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { listQueues } from '@turnpike/management/queues/list-queues.use-case';
import { retryFailedJobs } from '@turnpike/management/queues/retry-failed-jobs.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Queues = QueuesViewSchema.meta({ id: 'Queues' });

@ApiTags('Platform')
@Controller('api/v1/admin/queues')
export class QueuesController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'Show every queue',
    description:
      'Depth, age, what the last hour brought, and the newest failures. Bull Board is under /api/v1/admin/bull-board.',
    data: Queues,
  })
  list(@CurrentActor() actor: Actor): Promise<QueuesView> {
    return listQueues(this.#context, actor);
  }

  @Post(':name/retry-failed')
  @Documented({ summary: 'Have a queue’s failed jobs tried again', data: RetriedViewSchema })
  retryFailed(@CurrentActor() actor: Actor, @Param('name') name: string): Promise<RetriedView> {
    return retryFailedJobs(this.#context, actor, { name });
  }
}
