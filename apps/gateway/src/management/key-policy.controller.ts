import { Body, Controller, Get, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ApplicationScopeView,
  ApplicationScopeViewSchema,
  type KeyPolicyView,
  KeyPolicyViewSchema,
  KeyStatusChangeSchema,
  type MemberKeysView,
  MemberKeysViewSchema,
  type SetKeyPolicyInput,
  SetKeyPolicySchema,
} from '@turnpike/contracts/management/keys';
import type { Actor } from '@turnpike/management/actor';
import { countMemberKeys } from '@turnpike/management/keys/count-member-keys.use-case';
import { getKeyPolicy } from '@turnpike/management/keys/get-key-policy.use-case';
import { listApplicationScopes } from '@turnpike/management/keys/list-application-scopes.use-case';
import { revokeMemberKeys } from '@turnpike/management/keys/revoke-member-keys.use-case';
import { setKeyPolicy } from '@turnpike/management/keys/set-key-policy.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const KeyPolicy = KeyPolicyViewSchema.meta({ id: 'KeyPolicy' });
const MemberKeys = MemberKeysViewSchema.meta({ id: 'MemberKeys' });
const ApplicationScope = ApplicationScopeViewSchema.meta({ id: 'ApplicationScope' });
const StatusChange = KeyStatusChangeSchema.prefault({});

/** What holds for many keys at once. */
@ApiTags('Keys')
@Controller('api/v1')
export class KeyPolicyController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('tenants/:id/key-policy')
  @Documented({ summary: 'Show how long a tenant lets keys live, and which live longer', data: KeyPolicy })
  get(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<KeyPolicyView> {
    return getKeyPolicy(this.#context, actor, { tenantId });
  }

  @Put('tenants/:id/key-policy')
  @Documented({
    summary: 'Set how long a tenant lets keys live',
    description: 'For keys made from now on; those that live longer are listed and go on working.',
    data: KeyPolicy,
  })
  set(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: SetKeyPolicySchema }) input: SetKeyPolicyInput,
  ): Promise<KeyPolicyView> {
    return setKeyPolicy(this.#context, actor, { ...input, tenantId });
  }

  @Get('tenants/:id/members/:userId/keys')
  @Documented({ summary: 'Count the keys that a member made and that work', data: MemberKeys })
  count(
    @CurrentActor() actor: Actor,
    @Param() { id: tenantId, userId }: { id: string; userId: string },
  ): Promise<MemberKeysView> {
    return countMemberKeys(this.#context, actor, { tenantId, userId });
  }

  @Post('tenants/:id/members/:userId/keys/revoke')
  @Documented({
    summary: 'Revoke all keys that a member made, for good',
    description: 'Of somebody who left the tenant, too. `keys` says how many.',
    data: MemberKeys,
    bodyOptional: true,
  })
  revoke(
    @CurrentActor() actor: Actor,
    @Param() { id: tenantId, userId }: { id: string; userId: string },
    @Body({ schema: StatusChange }) { reason }: { reason: string },
  ): Promise<MemberKeysView> {
    return revokeMemberKeys(this.#context, actor, { tenantId, userId, reason });
  }

  @Get('applications/:id/scopes')
  @Documented({
    summary: 'List what credentials of an application can be bound to',
    description: 'The products it is subscribed to, with their operations and models.',
    data: ApplicationScope.array(),
  })
  scopes(@CurrentActor() actor: Actor, @Param('id') applicationId: string): Promise<ApplicationScopeView[]> {
    return listApplicationScopes(this.#context, actor, { applicationId });
  }
}
