import { Body, Controller, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ListInput, ListQuerySchema, type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type BalanceEntryView,
  BalanceEntryViewSchema,
  type BalanceView,
  BalanceViewSchema,
  type CreditView,
  CreditViewSchema,
} from '@turnpike/contracts/management/money';
import { type GrantCreditInput, GrantCreditSchema, type LedgerCheckView } from '@turnpike/contracts/management/money';
import {
  LedgerCheckViewSchema,
  type LedgerEntryView,
  LedgerEntryViewSchema,
  type LowBalanceView,
  LowBalanceViewSchema,
  type SetLowBalanceInput,
  SetLowBalanceSchema,
} from '@turnpike/contracts/management/money';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { checkLedger } from '@turnpike/management/money/check-ledger.use-case';
import { getBalance } from '@turnpike/management/money/get-balance.use-case';
import { grantCredit } from '@turnpike/management/money/grant-credit.use-case';
import { listBalanceEntries } from '@turnpike/management/money/list-balance-entries.use-case';
import { listLedger } from '@turnpike/management/money/list-ledger.use-case';
import { setLowBalance } from '@turnpike/management/tenants/set-low-balance.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Credit = CreditViewSchema.meta({ id: 'Credit' });
const Balance = BalanceViewSchema.meta({ id: 'Balance' });
const BalanceEntry = BalanceEntryViewSchema.meta({ id: 'BalanceEntry' });
const LedgerEntry = LedgerEntryViewSchema.meta({ id: 'LedgerEntry' });
const LowBalance = LowBalanceViewSchema.meta({ id: 'LowBalance' });
const LedgerCheck = LedgerCheckViewSchema.meta({ id: 'LedgerCheck' });

@ApiTags('Money')
@Controller('api/v1')
export class MoneyController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Post('tenants/:id/credits')
  @Documented({
    summary: 'Grant credit to a tenant',
    description: 'The first grant fixes the billing currency. With an idempotencyKey a repetition grants nothing more.',
    data: Credit,
    status: 201,
  })
  grant(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: GrantCreditSchema }) input: GrantCreditInput,
  ): Promise<CreditView> {
    return grantCredit(this.#context, actor, { ...input, tenantId });
  }

  @Get('tenants/:id/balance')
  @Documented({ summary: 'Show a tenant’s balance', data: Balance })
  balance(@CurrentActor() actor: Actor, @Param('id') tenantId: string): Promise<BalanceView> {
    return getBalance(this.#context, actor, { tenantId });
  }

  @Put('tenants/:id/low-balance')
  @Documented({
    summary: 'Set the balance below which a tenant is told',
    description: 'Its people by notice, its webhooks by `balance.low`, once per fall; null tells nobody.',
    data: LowBalance,
  })
  lowBalance(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Body({ schema: SetLowBalanceSchema }) input: SetLowBalanceInput,
  ): Promise<LowBalanceView> {
    return setLowBalance(this.#context, actor, { ...input, tenantId });
  }

  @Get('tenants/:id/balance/entries')
  @Documented({
    summary: 'List what moved a tenant’s balance',
    description: 'Newest first, each with the balance after it.',
    data: pageSchema(BalanceEntry),
  })
  entries(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Query({ schema: ListQuerySchema }) query: ListInput,
  ): Promise<Page<BalanceEntryView>> {
    return listBalanceEntries(this.#context, actor, { ...query, tenantId });
  }

  @Get('tenants/:id/ledger')
  @Documented({
    summary: 'List a tenant’s ledger entries',
    description: 'Newest first.',
    data: pageSchema(LedgerEntry),
  })
  ledger(
    @CurrentActor() actor: Actor,
    @Param('id') tenantId: string,
    @Query({ schema: ListQuerySchema }) query: ListInput,
  ): Promise<Page<LedgerEntryView>> {
    return listLedger(this.#context, actor, { ...query, tenantId });
  }

  @Get('ledger/check')
  @Documented({ summary: 'Check that every ledger sums to zero', data: LedgerCheck })
  check(@CurrentActor() actor: Actor): Promise<LedgerCheckView> {
    return checkLedger(this.#context, actor);
  }
}
