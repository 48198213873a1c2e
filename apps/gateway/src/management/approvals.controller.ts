import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ApprovalPage,
  ApprovalPageSchema,
  ApprovePlanSwitchSchema,
  type ListApprovalsInput,
  ListApprovalsSchema,
  RejectPlanSwitchSchema,
  type SubscriptionView,
  SubscriptionViewSchema,
} from '@turnpike/contracts/management/subscriptions';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { approvePlanSwitch } from '@turnpike/management/subscriptions/approve-plan-switch.use-case';
import { listApprovals } from '@turnpike/management/subscriptions/list-approvals.use-case';
import { rejectPlanSwitch } from '@turnpike/management/subscriptions/reject-plan-switch.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Subscription = SubscriptionViewSchema.meta({ id: 'Subscription' });
const Approvals = ApprovalPageSchema.meta({ id: 'ApprovalPage' });

@ApiTags('Subscriptions')
@Controller('api/v1')
export class ApprovalsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('approvals')
  @Documented({
    summary: 'List what waits for approval, or what was decided',
    description: 'With who asks and what they already use.',
    data: Approvals,
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListApprovalsSchema }) query: ListApprovalsInput,
  ): Promise<ApprovalPage> {
    return listApprovals(this.#context, actor, query);
  }

  @Post('subscriptions/:id/plan-switch/approve')
  @Documented({ summary: 'Approve a switch of plan', data: Subscription })
  approve(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: ApprovePlanSwitchSchema }) { plan, reason }: { plan: string; reason: string },
  ): Promise<SubscriptionView> {
    return approvePlanSwitch(this.#context, actor, { subscriptionId, plan, reason });
  }

  @Post('subscriptions/:id/plan-switch/reject')
  @Documented({ summary: 'Reject a switch of plan, saying why', data: Subscription })
  reject(
    @CurrentActor() actor: Actor,
    @Param('id') subscriptionId: string,
    @Body({ schema: RejectPlanSwitchSchema }) { plan, reason }: { plan: string; reason: string },
  ): Promise<SubscriptionView> {
    return rejectPlanSwitch(this.#context, actor, { subscriptionId, plan, reason });
  }
}
