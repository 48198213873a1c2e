import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import {
  type AddCredentialInput,
  AddCredentialSchema,
  CredentialListSchema,
  type CredentialView,
  CredentialViewSchema,
  RemoveCredentialSchema,
  type UpdateCredentialInput,
  UpdateCredentialSchema,
} from '@turnpike/contracts/management/provider-credentials';
import { type ProviderTestView, ProviderTestViewSchema } from '@turnpike/contracts/management/provider-tests';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { addCredential } from '@turnpike/management/providers/add-credential.use-case';
import { listCredentials } from '@turnpike/management/providers/list-credentials.use-case';
import { removeCredential } from '@turnpike/management/providers/remove-credential.use-case';
import { testProvider } from '@turnpike/management/providers/test-provider.use-case';
import { updateCredential } from '@turnpike/management/providers/update-credential.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';
import { EgressProbe } from './provider-probe.js';

const Credential = CredentialViewSchema.meta({ id: 'ProviderCredential' });
const ProviderTest = ProviderTestViewSchema.meta({ id: 'ProviderTest' });

@ApiTags('Providers')
@Controller('api/v1/providers/:provider/credentials')
export class ProviderCredentialsController {
  readonly #context: ManagementContext;
  readonly #probe: EgressProbe;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext, @Inject(EgressProbe) probe: EgressProbe) {
    this.#context = context;
    this.#probe = probe;
  }

  @Get()
  @Documented({
    summary: 'List a provider’s credentials',
    description: 'All of them, oldest first; of a secret at most its end.',
    data: CredentialListSchema.extend({ items: Credential.array() }),
  })
  list(@CurrentActor() actor: Actor, @Param('provider') provider: string): Promise<{ items: CredentialView[] }> {
    return listCredentials(this.#context, actor, { provider });
  }

  @Post()
  @Documented({
    summary: 'Give a provider one more credential',
    description: 'Several serve in turn; one that is refused or busy rests while the others serve.',
    data: Credential,
    status: 201,
  })
  add(
    @CurrentActor() actor: Actor,
    @Param('provider') provider: string,
    @Body({ schema: AddCredentialSchema }) input: AddCredentialInput,
  ): Promise<CredentialView> {
    return addCredential(this.#context, actor, { ...input, provider });
  }

  @Patch(':id')
  @ApiParam({ name: 'provider', type: String })
  @ApiParam({ name: 'id', type: String })
  @Documented({ summary: 'Rename, replace, disable or enable a provider’s credential', data: Credential })
  update(
    @CurrentActor() actor: Actor,
    @Param() { provider, id: credentialId }: { provider: string; id: string },
    @Body({ schema: UpdateCredentialSchema }) input: UpdateCredentialInput,
  ): Promise<CredentialView> {
    return updateCredential(this.#context, actor, { provider, credentialId, changes: input });
  }

  @Delete(':id')
  @ApiParam({ name: 'provider', type: String })
  @ApiParam({ name: 'id', type: String })
  @Documented({
    summary: 'Remove a provider’s credential for good',
    description: 'The last active one of a provider that serves models goes only with `force=true`.',
  })
  remove(
    @CurrentActor() actor: Actor,
    @Param() { provider, id: credentialId }: { provider: string; id: string },
    @Query({ schema: RemoveCredentialSchema }) { force }: { force: boolean },
  ): Promise<void> {
    return removeCredential(this.#context, actor, { provider, credentialId, force });
  }

  @Post(':id/test')
  @Documented({
    summary: 'Try one of a provider’s credentials by asking for its models',
    description: 'Really calls it, within 15 seconds. A failure is an answer too: read `ok` and `error`.',
    data: ProviderTest,
  })
  test(
    @CurrentActor() actor: Actor,
    @Param('provider') provider: string,
    @Param('id') credentialId: string,
  ): Promise<ProviderTestView> {
    return testProvider(this.#context, actor, { provider, credentialId, probe: this.#probe });
  }
}
