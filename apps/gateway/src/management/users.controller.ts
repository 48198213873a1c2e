import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CreateUserInput,
  CreateUserSchema,
  type UserView,
  UserViewSchema,
} from '@turnpike/contracts/management/identity';
import type { Actor } from '@turnpike/management/actor';
import { createUser } from '@turnpike/management/identity/create-user.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const User = UserViewSchema.meta({ id: 'User' });

@ApiTags('Users')
@Controller('api/v1/users')
export class UsersController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Post()
  @Documented({
    summary: 'Create a user',
    description: 'With tenantId, as a member of that tenant.',
    data: User,
    status: 201,
  })
  create(@CurrentActor() actor: Actor, @Body({ schema: CreateUserSchema }) input: CreateUserInput): Promise<UserView> {
    return createUser(this.#context, actor, input);
  }
}
