import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CreateUserInput,
  CreateUserSchema,
  type UserView,
  UserViewSchema,
} from '@turnpike/contracts/management/identity';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import { type ListUsersInput, ListUsersSchema, SetPasswordSchema } from '@turnpike/contracts/management/users';
import { type PlatformUserView, PlatformUserViewSchema } from '@turnpike/contracts/management/users';
import type { Actor } from '@turnpike/management/actor';
import { createUser } from '@turnpike/management/identity/create-user.use-case';
import { disableUser } from '@turnpike/management/identity/disable-user.use-case';
import { enableUser } from '@turnpike/management/identity/enable-user.use-case';
import { getUser } from '@turnpike/management/identity/get-user.use-case';
import { listUsers } from '@turnpike/management/identity/list-users.use-case';
import { setPassword } from '@turnpike/management/identity/set-password.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const User = UserViewSchema.meta({ id: 'User' });
const PlatformUser = PlatformUserViewSchema.meta({ id: 'PlatformUser' });

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

  @Get()
  @Documented({ summary: 'List everybody with an account', data: pageSchema(PlatformUser) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListUsersSchema }) query: ListUsersInput,
  ): Promise<Page<PlatformUserView>> {
    return listUsers(this.#context, actor, query);
  }

  @Get(':id')
  @Documented({ summary: 'Show a user', data: PlatformUser })
  get(@CurrentActor() actor: Actor, @Param('id') userId: string): Promise<PlatformUserView> {
    return getUser(this.#context, actor, { userId });
  }

  @Post(':id/password')
  @Documented({ summary: 'Give a user a new password', description: 'Ends all their sessions.' })
  async setPassword(
    @CurrentActor() actor: Actor,
    @Param('id') userId: string,
    @Body({ schema: SetPasswordSchema }) { password }: { password: string },
  ): Promise<void> {
    await setPassword(this.#context, actor, { userId, password });
  }

  @Post(':id/disable')
  @Documented({ summary: 'Disable a user', description: 'Ends all their sessions.', data: PlatformUser })
  disable(@CurrentActor() actor: Actor, @Param('id') userId: string): Promise<PlatformUserView> {
    return disableUser(this.#context, actor, { userId });
  }

  @Post(':id/enable')
  @Documented({ summary: 'Let a disabled user sign in again', data: PlatformUser })
  enable(@CurrentActor() actor: Actor, @Param('id') userId: string): Promise<PlatformUserView> {
    return enableUser(this.#context, actor, { userId });
  }
}
