import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CallbackSecretView,
  CallbackSecretViewSchema,
  type RotatedSecretView,
  RotatedSecretViewSchema,
  type RotateSecretInput,
  RotateSecretSchema,
} from '@turnpike/contracts/management/webhooks';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { getCallbackSecret } from '@turnpike/management/webhooks/get-callback-secret.use-case';
import { rotateCallbackSecret } from '@turnpike/management/webhooks/rotate-callback-secret.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const CallbackSecret = CallbackSecretViewSchema.meta({ id: 'CallbackSecret' });
const RotatedSecret = RotatedSecretViewSchema.meta({ id: 'RotatedSecret' });

@ApiTags('Webhooks')
@Controller('api/v1/tenants/:id/callback-secret')
export class CallbackSecretController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'Show whether callbacks of a tenant’s jobs are signed already', data: CallbackSecret })
  get(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<CallbackSecretView> {
    return getCallbackSecret(this.#context, actor, { tenantId });
  }

  @Post('rotate')
  @Documented({
    summary: 'Give the callbacks of a tenant’s jobs a new secret',
    description: 'Shown in this answer only. The one before signs too until the overlap is over.',
    data: RotatedSecret,
    bodyOptional: true,
  })
  rotate(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: RotateSecretSchema.prefault({}) }) input: RotateSecretInput,
  ): Promise<RotatedSecretView> {
    return rotateCallbackSecret(this.#context, actor, { ...input, tenantId });
  }
}
