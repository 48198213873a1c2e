import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type CreateTokenIssuerInput,
  CreateTokenIssuerSchema,
  type ListTokenIssuersInput,
  ListTokenIssuersSchema,
  type TokenIssuerView,
  TokenIssuerViewSchema,
  type UpdateTokenIssuerInput,
  UpdateTokenIssuerSchema,
} from '@turnpike/contracts/management/oauth';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { createTokenIssuer } from '@turnpike/management/oauth/create-token-issuer.use-case';
import { deleteTokenIssuer } from '@turnpike/management/oauth/delete-token-issuer.use-case';
import { listTokenIssuers } from '@turnpike/management/oauth/list-token-issuers.use-case';
import { updateTokenIssuer } from '@turnpike/management/oauth/update-token-issuer.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Issuer = TokenIssuerViewSchema.meta({ id: 'TokenIssuer' });

/** Identity providers of an organisation's own, whose JWTs may call. */
@ApiTags('OAuth')
@Controller('api/v1/token-issuers')
export class TokenIssuersController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List trusted token issuers', data: pageSchema(Issuer) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListTokenIssuersSchema }) query: ListTokenIssuersInput,
  ): Promise<Page<TokenIssuerView>> {
    return listTokenIssuers(this.#context, actor, query);
  }

  @Post()
  @Documented({
    summary: 'Trust a token issuer',
    description: 'Its keys are found by discovery. Each token must name one application by the mapping.',
    data: Issuer,
    status: 201,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateTokenIssuerSchema }) input: CreateTokenIssuerInput,
  ): Promise<TokenIssuerView> {
    return createTokenIssuer(this.#context, actor, input);
  }

  @Patch(':id')
  @Documented({ summary: 'Change, enable or disable a token issuer', data: Issuer })
  update(
    @CurrentActor() actor: Actor,
    @Param('id') issuerId: string,
    @Body({ schema: UpdateTokenIssuerSchema }) changes: UpdateTokenIssuerInput,
  ): Promise<TokenIssuerView> {
    return updateTokenIssuer(this.#context, actor, { issuerId, changes });
  }

  @Delete(':id')
  @Documented({ summary: 'Trust a token issuer no more' })
  async delete(@CurrentActor() actor: Actor, @Param('id') issuerId: string): Promise<null> {
    await deleteTokenIssuer(this.#context, actor, { issuerId });
    return null;
  }
}
