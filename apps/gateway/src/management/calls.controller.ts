import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CallView,
  CallViewSchema,
  type ListCallsInput,
  ListCallsSchema,
} from '@turnpike/contracts/management/calls';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import type { Actor } from '@turnpike/management/actor';
import { getCall } from '@turnpike/management/calls/get-call.use-case';
import { listCalls } from '@turnpike/management/calls/list-calls.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Call = CallViewSchema.meta({ id: 'Call' });

@ApiTags('Calls')
@Controller('api/v1/calls')
export class CallsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'List calls',
    description: 'Newest first; from is inclusive and to exclusive, by the time a call arrived.',
    data: pageSchema(Call),
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListCallsSchema }) query: ListCallsInput,
  ): Promise<Page<CallView>> {
    return listCalls(this.#context, actor, query);
  }

  @Get(':requestId')
  @Documented({ summary: 'Show a call: tokens, charge, cost, attempts, timings', data: Call })
  get(@CurrentActor() actor: Actor, @Param('requestId') requestId: string): Promise<CallView> {
    return getCall(this.#context, actor, { requestId });
  }
}
