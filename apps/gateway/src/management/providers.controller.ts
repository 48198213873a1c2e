import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import { type ProviderTestView, ProviderTestViewSchema } from '@turnpike/contracts/management/provider-tests';
import {
  type CreateProviderInput,
  CreateProviderSchema,
  type ProviderView,
} from '@turnpike/contracts/management/providers';
import { type ListProvidersInput, ListProvidersSchema } from '@turnpike/contracts/management/providers';
import {
  ProviderViewSchema,
  type UpdateProviderInput,
  UpdateProviderSchema,
} from '@turnpike/contracts/management/providers';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createProvider } from '@turnpike/management/providers/create-provider.use-case';
import { getProvider } from '@turnpike/management/providers/get-provider.use-case';
import { listProviders } from '@turnpike/management/providers/list-providers.use-case';
import { testProvider } from '@turnpike/management/providers/test-provider.use-case';
import { updateProvider } from '@turnpike/management/providers/update-provider.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';
import { EgressProbe } from './provider-probe.js';

const Provider = ProviderViewSchema.meta({ id: 'Provider' });
const ProviderTest = ProviderTestViewSchema.meta({ id: 'ProviderTest' });

@ApiTags('Providers')
@Controller('api/v1/providers')
export class ProvidersController {
  readonly #context: ManagementContext;

  readonly #probe: EgressProbe;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext, @Inject(EgressProbe) probe: EgressProbe) {
    this.#context = context;
    this.#probe = probe;
  }

  @Get()
  @Documented({ summary: 'List providers', data: pageSchema(Provider) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListProvidersSchema }) query: ListProvidersInput,
  ): Promise<Page<ProviderView>> {
    return listProviders(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Create a provider',
    description: 'The credential is stored encrypted and never comes out again.',
    data: Provider,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateProviderSchema }) input: CreateProviderInput,
  ): Promise<ProviderView> {
    return createProvider(this.#context, actor, input);
  }

  @Get(':provider')
  @Documented({ summary: 'Show a provider, by slug or id', data: Provider })
  get(@CurrentActor() actor: Actor, @Param('provider') provider: string): Promise<ProviderView> {
    return getProvider(this.#context, actor, { provider });
  }

  @Patch(':provider')
  @Documented({ summary: 'Change a provider', data: Provider })
  update(
    @CurrentActor() actor: Actor,
    @Param('provider') provider: string,
    @Body({ schema: UpdateProviderSchema }) input: UpdateProviderInput,
  ): Promise<ProviderView> {
    return updateProvider(this.#context, actor, { provider, changes: input });
  }

  @Post(':provider/test')
  @Documented({
    summary: 'Try a provider by asking for its models',
    description: 'Really calls it, within 15 seconds. A failure is an answer too: read `ok` and `error`.',
    data: ProviderTest,
  })
  test(@CurrentActor() actor: Actor, @Param('provider') provider: string): Promise<ProviderTestView> {
    return testProvider(this.#context, actor, { provider, probe: this.#probe });
  }
}
