import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import { KeyStatusChangeSchema } from '@turnpike/contracts/management/keys';
import {
  type CreatedSigningSecretView,
  CreatedSigningSecretViewSchema,
  type CreateSigningSecretInput,
  CreateSigningSecretSchema,
  type ListSigningSecretsInput,
  ListSigningSecretsSchema,
  type SigningSecretView,
  SigningSecretViewSchema,
  type UpdateSigningSecretInput,
  UpdateSigningSecretSchema,
} from '@turnpike/contracts/management/signing';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { changeSigningSecretStatus } from '@turnpike/management/signing-secrets/change-signing-secret-status.use-case';
import { createSigningSecret } from '@turnpike/management/signing-secrets/create-signing-secret.use-case';
import { getSigningSecret } from '@turnpike/management/signing-secrets/get-signing-secret.use-case';
import { listSigningSecrets } from '@turnpike/management/signing-secrets/list-signing-secrets.use-case';
import { updateSigningSecret } from '@turnpike/management/signing-secrets/update-signing-secret.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const SigningSecret = SigningSecretViewSchema.meta({ id: 'SigningSecret' });
const CreatedSigningSecret = CreatedSigningSecretViewSchema.meta({ id: 'CreatedSigningSecret' });
const StatusChange = KeyStatusChangeSchema.prefault({});

@ApiTags('Signing secrets')
@Controller('api/v1/signing-secrets')
export class SigningSecretsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List signing secrets', data: pageSchema(SigningSecret) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListSigningSecretsSchema }) query: ListSigningSecretsInput,
  ): Promise<Page<SigningSecretView>> {
    return listSigningSecrets(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Create a signing secret',
    description: 'The shared secret or private key is in this answer only.',
    data: CreatedSigningSecret,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateSigningSecretSchema }) input: CreateSigningSecretInput,
  ): Promise<CreatedSigningSecretView> {
    return createSigningSecret(this.#context, actor, input);
  }

  @Get(':id')
  @Documented({ summary: 'Show a signing secret, without what it signs with', data: SigningSecret })
  get(@CurrentActor() actor: Actor, @Param('id') signingSecretId: string): Promise<SigningSecretView> {
    return getSigningSecret(this.#context, actor, { signingSecretId });
  }

  @Patch(':id')
  @Documented({ summary: 'Change the name, networks or end of a signing secret', data: SigningSecret })
  update(
    @CurrentActor() actor: Actor,
    @Param('id') signingSecretId: string,
    @Body({ schema: UpdateSigningSecretSchema }) changes: UpdateSigningSecretInput,
  ): Promise<SigningSecretView> {
    return updateSigningSecret(this.#context, actor, { signingSecretId, changes });
  }

  @Post(':id/revoke')
  @Documented({ summary: 'Revoke a signing secret for good', data: SigningSecret, bodyOptional: true })
  revoke(
    @CurrentActor() actor: Actor,
    @Param('id') signingSecretId: string,
    @Body({ schema: StatusChange }) { reason }: { reason: string },
  ): Promise<SigningSecretView> {
    return changeSigningSecretStatus(this.#context, actor, { signingSecretId, to: 'revoke', reason });
  }

  @Post(':id/disable')
  @Documented({
    summary: 'Disable a signing secret until it is enabled again',
    data: SigningSecret,
    bodyOptional: true,
  })
  disable(
    @CurrentActor() actor: Actor,
    @Param('id') signingSecretId: string,
    @Body({ schema: StatusChange }) { reason }: { reason: string },
  ): Promise<SigningSecretView> {
    return changeSigningSecretStatus(this.#context, actor, { signingSecretId, to: 'disable', reason });
  }

  @Post(':id/enable')
  @Documented({ summary: 'Enable a disabled signing secret', data: SigningSecret, bodyOptional: true })
  enable(
    @CurrentActor() actor: Actor,
    @Param('id') signingSecretId: string,
    @Body({ schema: StatusChange }) { reason }: { reason: string },
  ): Promise<SigningSecretView> {
    return changeSigningSecretStatus(this.#context, actor, { signingSecretId, to: 'enable', reason });
  }
}
