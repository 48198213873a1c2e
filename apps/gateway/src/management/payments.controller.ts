import { Body, Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ListInput, ListQuerySchema, type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type ListPaymentsInput,
  ListPaymentsSchema,
  type LotView,
  LotViewSchema,
  type PaymentDetailView,
  PaymentDetailViewSchema,
  PaymentEventOutcomeSchema,
  type PaymentView,
  PaymentViewSchema,
  type StartTopUpInput,
  StartTopUpSchema,
} from '@turnpike/contracts/management/payments';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { getPayment } from '@turnpike/management/payments/get-payment.use-case';
import { listLots } from '@turnpike/management/payments/list-lots.use-case';
import { listPayments } from '@turnpike/management/payments/list-payments.use-case';
import { recordPaymentEvent } from '@turnpike/management/payments/record-payment-event.use-case';
import { refreshPayment } from '@turnpike/management/payments/refresh-payment.use-case';
import { requirePayments } from '@turnpike/management/payments/require-payments';
import { startTopUp } from '@turnpike/management/payments/start-top-up.use-case';
import type { Logger } from '@turnpike/telemetry/logger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Documented } from '../bootstrap/documented.decorator.js';
import { LOGGER, MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';
import { Public } from '../identity/public.decorator.js';

const Payment = PaymentViewSchema.meta({ id: 'Payment' });
const PaymentDetail = PaymentDetailViewSchema.meta({ id: 'PaymentDetail' });
const Lot = LotViewSchema.meta({ id: 'Lot' });
const WebhookAnswer = z.object({ outcome: z.union([PaymentEventOutcomeSchema, z.enum(['repeated', 'ignored'])]) });

/** A checkout's event is a few kilobytes; an endpoint may have been subscribed to more. */
const WEBHOOK_LIMIT_BYTES = 256 * 1024;

/** What a person should look at. */
const STRANGE = new Set(['amount_mismatch', 'currency_mismatch', 'unknown_payment']);

@ApiTags('Payments')
@Controller('api/v1')
export class PaymentsController {
  readonly #context: ManagementContext;
  readonly #logger: Logger;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext, @Inject(LOGGER) logger: Logger) {
    this.#context = context;
    this.#logger = logger;
  }

  @Post('payments')
  @Documented({
    summary: 'Start a top-up',
    description: 'Answers with the page to pay on. Credit comes with the payment provider’s word, once per payment.',
    data: Payment,
    status: 201,
  })
  start(
    @CurrentActor() actor: Actor,
    @Body({ schema: StartTopUpSchema }) input: StartTopUpInput,
  ): Promise<PaymentView> {
    return startTopUp(this.#context, actor, input);
  }

  @Get('payments')
  @Documented({ summary: 'List payments', description: 'Newest first.', data: pageSchema(Payment) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListPaymentsSchema }) query: ListPaymentsInput,
  ): Promise<Page<PaymentView>> {
    return listPayments(this.#context, actor, query);
  }

  @Get('payments/:id')
  @Documented({ summary: 'Show a payment and what the provider told of it', data: PaymentDetail })
  get(@CurrentActor() actor: Actor, @Param('id') paymentId: string): Promise<PaymentDetailView> {
    return getPayment(this.#context, actor, { paymentId });
  }

  @Post('payments/:id/refresh')
  @Documented({
    summary: 'Ask the payment provider how a payment stands',
    description: 'For when its webhook is late. What the provider answers counts once, like its webhook.',
    data: PaymentDetail,
  })
  refresh(@CurrentActor() actor: Actor, @Param('id') paymentId: string): Promise<PaymentDetailView> {
    return refreshPayment(this.#context, actor, { paymentId });
  }

  @Get('tenants/:id/lots')
  @Documented({ summary: 'List a tenant’s lots of credit', description: 'Newest first.', data: pageSchema(Lot) })
  lots(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Query({ schema: ListQuerySchema }) query: ListInput,
  ): Promise<Page<LotView>> {
    return listLots(this.#context, actor, { ...query, tenantId });
  }

  @Post('payments/stripe/webhook')
  @Public({ bodyLimitBytes: WEBHOOK_LIMIT_BYTES, rawBody: true })
  @Documented({
    summary: 'Take a webhook of Stripe',
    description:
      'Signed with the endpoint’s secret. An event that was told before is answered with 200 and does nothing.',
    data: WebhookAnswer,
    open: true,
  })
  async stripeWebhook(@Req() request: FastifyRequest): Promise<z.infer<typeof WebhookAnswer>> {
    const { body, headers } = request;
    const signature = headers['stripe-signature'];
    if (!Buffer.isBuffer(body) || typeof signature !== 'string') throw new ApiError('invalid_signature');
    const parsed = await requirePayments(this.#context).parseWebhook(body, signature);
    if (parsed.kind === 'refused') {
      throw new ApiError(parsed.reason === 'signature' ? 'invalid_signature' : 'validation_failed');
    }
    if (parsed.kind === 'ignored') return { outcome: 'ignored' };
    const { id: event, type, sessionId, paymentId } = parsed.event;
    const outcome = (await recordPaymentEvent(this.#context, parsed.event)) ?? 'repeated';
    const level = STRANGE.has(outcome) ? 'warn' : 'info';
    this.#logger[level]({ event, type, sessionId, paymentId, outcome }, 'payment webhook');
    return { outcome };
  }
}
