import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type JobDetailView,
  JobDetailViewSchema,
  type JobView,
  JobViewSchema,
  type ListJobsInput,
  ListJobsSchema,
} from '@turnpike/contracts/management/jobs';
import type { Actor } from '@turnpike/management/actor';
import { cancelJob } from '@turnpike/management/jobs/cancel-job.use-case';
import { getJob } from '@turnpike/management/jobs/get-job.use-case';
import { listJobs } from '@turnpike/management/jobs/list-jobs.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Job = JobViewSchema.meta({ id: 'Job' });
const JobDetail = JobDetailViewSchema.meta({ id: 'JobDetail' });

@ApiTags('Jobs')
@Controller('api/v1/jobs')
export class JobsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'List jobs',
    description: 'Calls that run in the background. They are made with an API key, at POST /v1/jobs.',
    data: pageSchema(Job),
  })
  list(@CurrentActor() actor: Actor, @Query({ schema: ListJobsSchema }) query: ListJobsInput): Promise<Page<JobView>> {
    return listJobs(this.#context, actor, query);
  }

  @Get(':id')
  @Documented({
    summary: 'Show a job',
    description: 'With its request and its result while they are kept, and the webhooks that told of it.',
    data: JobDetail,
  })
  get(@CurrentActor() actor: Actor, @Param('id') jobId: string): Promise<JobDetailView> {
    return getJob(this.#context, actor, { jobId });
  }

  @Post(':id/cancel')
  @Documented({
    summary: 'Cancel a job',
    description: 'One that runs is stopped within about a second. A cancelled job is not charged.',
    data: Job,
  })
  cancel(@CurrentActor() actor: Actor, @Param('id') jobId: string): Promise<JobView> {
    return cancelJob(this.#context, actor, { jobId });
  }
}
