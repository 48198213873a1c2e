import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ApplicationView,
  ApplicationViewSchema,
  type CreateApplicationInput,
} from '@turnpike/contracts/management/applications';
import {
  ArchiveApplicationSchema,
  CreateApplicationSchema,
  type ListApplicationsInput,
  ListApplicationsSchema,
  type UpdateApplicationInput,
  UpdateApplicationSchema,
} from '@turnpike/contracts/management/applications';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import type { Actor } from '@turnpike/management/actor';
import { archiveApplication } from '@turnpike/management/applications/archive-application.use-case';
import { createApplication } from '@turnpike/management/applications/create-application.use-case';
import { getApplication } from '@turnpike/management/applications/get-application.use-case';
import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
import { updateApplication } from '@turnpike/management/applications/update-application.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Application = ApplicationViewSchema.meta({ id: 'Application' });

@ApiTags('Applications')
@Controller('api/v1/applications')
export class ApplicationsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List applications', data: pageSchema(Application) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListApplicationsSchema }) query: ListApplicationsInput,
  ): Promise<Page<ApplicationView>> {
    return listApplications(this.#context, actor, query);
  }

  @Post()
  @Documented({ summary: 'Create an application', data: Application, status: 201 })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateApplicationSchema }) input: CreateApplicationInput,
  ): Promise<ApplicationView> {
    return createApplication(this.#context, actor, input);
  }

  @Get(':id')
  @Documented({ summary: 'Show an application', data: Application })
  get(@CurrentActor() actor: Actor, @Param('id') applicationId: string): Promise<ApplicationView> {
    return getApplication(this.#context, actor, { applicationId });
  }

  @Patch(':id')
  @Documented({ summary: 'Rename or describe an application', data: Application })
  update(
    @CurrentActor() actor: Actor,
    @Param('id') applicationId: string,
    @Body({ schema: UpdateApplicationSchema }) changes: UpdateApplicationInput,
  ): Promise<ApplicationView> {
    return updateApplication(this.#context, actor, { applicationId, changes });
  }

  @Post(':id/archive')
  @Documented({
    summary: 'Archive an application',
    description: 'For good: its keys are revoked and its subscriptions cancelled with it.',
    data: Application,
    bodyOptional: true,
  })
  archive(
    @CurrentActor() actor: Actor,
    @Param('id') applicationId: string,
    @Body({ schema: ArchiveApplicationSchema.prefault({}) }) { reason }: { reason: string },
  ): Promise<ApplicationView> {
    return archiveApplication(this.#context, actor, { applicationId, reason });
  }
}
