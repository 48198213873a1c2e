import { Controller, Delete, Get, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type LinkedIdentityView, LinkedIdentityViewSchema } from '@turnpike/contracts/management/identity-providers';
import type { Actor } from '@turnpike/management/actor';
import { listIdentities } from '@turnpike/management/identity/list-identities.use-case';
import { unlinkIdentity } from '@turnpike/management/identity/unlink-identity.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../../bootstrap/injection-tokens.js';
import { CurrentActor } from '../current-actor.decorator.js';

const LinkedIdentity = LinkedIdentityViewSchema.meta({ id: 'LinkedIdentity' });

/** The accounts at identity providers by which a person signs in. One is linked by signing in with it. */
@ApiTags('Identity')
@Controller('api/v1/me/identities')
export class IdentitiesController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List one’s linked accounts', data: z.array(LinkedIdentity) })
  list(@CurrentActor() actor: Actor): Promise<LinkedIdentityView[]> {
    return listIdentities(this.#context, actor);
  }

  @Delete(':id')
  @Documented({ summary: 'Unlink an account', description: 'The last way to sign in stays.' })
  unlink(@CurrentActor() actor: Actor, @Param('id') identityId: string): Promise<void> {
    return unlinkIdentity(this.#context, actor, { identityId });
  }
}
