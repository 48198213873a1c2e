import { Controller, Delete, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type ListOAuthGrantsInput,
  ListOAuthGrantsSchema,
  type OAuthGrantView,
  OAuthGrantViewSchema,
} from '@turnpike/contracts/management/oauth';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { listOAuthGrants } from '@turnpike/management/oauth/list-oauth-grants.use-case';
import { revokeOAuthGrant } from '@turnpike/management/oauth/revoke-oauth-grant.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Grant = OAuthGrantViewSchema.meta({ id: 'OAuthGrant' });

/** What people allowed OAuth clients. */
@ApiTags('OAuth')
@Controller('api/v1/oauth-grants')
export class OAuthGrantsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'List connected apps',
    description: 'Those you let in, or all that were let into an organisation.',
    data: pageSchema(Grant),
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListOAuthGrantsSchema }) query: ListOAuthGrantsInput,
  ): Promise<Page<OAuthGrantView>> {
    return listOAuthGrants(this.#context, actor, query);
  }

  @Delete(':id')
  @Documented({ summary: 'Disconnect an app', description: 'Its tokens are refused within a second.' })
  async revoke(@CurrentActor() actor: Actor, @Param('id') grantId: string): Promise<null> {
    await revokeOAuthGrant(this.#context, actor, { grantId });
    return null;
  }
}
