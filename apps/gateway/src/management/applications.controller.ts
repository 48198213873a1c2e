import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ApplicationView,
  ApplicationViewSchema,
  type CreateApplicationInput,
} from '@turnpike/contracts/management/applications';
import {
  CreateApplicationSchema,
  type ListApplicationsInput,
  ListApplicationsSchema,
} from '@turnpike/contracts/management/applications';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import type { Actor } from '@turnpike/management/actor';
import { createApplication } from '@turnpike/management/applications/create-application.use-case';
import { getApplication } from '@turnpike/management/applications/get-application.use-case';
import { listApplications } from '@turnpike/management/applications/list-applications.use-case';
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
}
