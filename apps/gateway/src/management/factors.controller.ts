import { Body, Controller, Delete, Get, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ClientCertificateView,
  ClientCertificateViewSchema,
  type CreateClientCertificateInput,
  CreateClientCertificateSchema,
  type FactorPolicy,
  FactorPolicySchema,
} from '@turnpike/contracts/management/factors';
import type { Actor } from '@turnpike/management/actor';
import { getApplicationFactors } from '@turnpike/management/factors/get-application-factors.use-case';
import { getProductFactors } from '@turnpike/management/factors/get-product-factors.use-case';
import { listClientCertificates } from '@turnpike/management/factors/list-client-certificates.use-case';
import { registerClientCertificate } from '@turnpike/management/factors/register-client-certificate.use-case';
import { removeClientCertificate } from '@turnpike/management/factors/remove-client-certificate.use-case';
import { setApplicationFactors } from '@turnpike/management/factors/set-application-factors.use-case';
import { setProductFactors } from '@turnpike/management/factors/set-product-factors.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { z } from 'zod';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Factors = FactorPolicySchema.meta({ id: 'FactorPolicy' });
const Certificate = ClientCertificateViewSchema.meta({ id: 'ClientCertificate' });
const Certificates = z.object({ items: Certificate.array() });

/** What calls must show, and the certificates that count. */
@ApiTags('Factors')
@Controller('api/v1')
export class FactorsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('applications/:id/factors')
  @Documented({ summary: 'Show what calls of an application must show', data: Factors })
  ofApplication(@CurrentActor() actor: Actor, @Param('id') applicationId: string): Promise<FactorPolicy> {
    return getApplicationFactors(this.#context, actor, { applicationId });
  }

  @Put('applications/:id/factors')
  @Documented({ summary: 'Say what calls of an application must show', data: Factors })
  setOfApplication(
    @CurrentActor() actor: Actor,
    @Param('id') applicationId: string,
    @Body({ schema: FactorPolicySchema }) { auth }: FactorPolicy,
  ): Promise<FactorPolicy> {
    return setApplicationFactors(this.#context, actor, { applicationId, auth });
  }

  @Get('products/:product/factors')
  @Documented({ summary: 'Show what calls of an API product must show', data: Factors })
  ofProduct(@CurrentActor() actor: Actor, @Param('product') product: string): Promise<FactorPolicy> {
    return getProductFactors(this.#context, actor, { product });
  }

  @Put('products/:product/factors')
  @Documented({ summary: 'Say what calls of an API product must show', data: Factors })
  setOfProduct(
    @CurrentActor() actor: Actor,
    @Param('product') product: string,
    @Body({ schema: FactorPolicySchema }) { auth }: FactorPolicy,
  ): Promise<FactorPolicy> {
    return setProductFactors(this.#context, actor, { product, auth });
  }

  @Get('applications/:id/client-certificates')
  @Documented({ summary: 'List the client certificates of an application', data: Certificates })
  certificates(
    @CurrentActor() actor: Actor,
    @Param('id') applicationId: string,
  ): Promise<{ items: ClientCertificateView[] }> {
    return listClientCertificates(this.#context, actor, { applicationId });
  }

  @Post('client-certificates')
  @Documented({ summary: 'Register a client certificate', data: Certificate, status: 201 })
  register(
    @CurrentActor() actor: Actor,
    @Body({ schema: CreateClientCertificateSchema }) input: CreateClientCertificateInput,
  ): Promise<ClientCertificateView> {
    return registerClientCertificate(this.#context, actor, input);
  }

  @Delete('client-certificates/:id')
  @Documented({ summary: 'Remove a client certificate', data: Certificate })
  remove(@CurrentActor() actor: Actor, @Param('id') certificateId: string): Promise<ClientCertificateView> {
    return removeClientCertificate(this.#context, actor, { certificateId });
  }
}
