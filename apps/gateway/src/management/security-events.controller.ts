import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type AcknowledgeSecurityEventInput,
  AcknowledgeSecurityEventSchema,
  type ListSecurityEventsInput,
  ListSecurityEventsSchema,
  type SecurityEventView,
  SecurityEventViewSchema,
} from '@turnpike/contracts/management/security';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { acknowledgeSecurityEvent } from '@turnpike/management/security/acknowledge-security-event.use-case';
import { getSecurityEvent } from '@turnpike/management/security/get-security-event.use-case';
import { listSecurityEvents } from '@turnpike/management/security/list-security-events.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const SecurityEvent = SecurityEventViewSchema.meta({ id: 'SecurityEvent' });

/** Abnormal use of keys, and requests that look like attacks. */
@ApiTags('Security')
@Controller('api/v1/security-events')
export class SecurityEventsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'List security events',
    description: 'Newest first; of all organisations for platform admins.',
    data: pageSchema(SecurityEvent),
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListSecurityEventsSchema }) query: ListSecurityEventsInput,
  ): Promise<Page<SecurityEventView>> {
    return listSecurityEvents(this.#context, actor, query);
  }

  @Get(':id')
  @Documented({ summary: 'Show a security event with its evidence', data: SecurityEvent })
  get(@CurrentActor() actor: Actor, @Param('id') securityEventId: string): Promise<SecurityEventView> {
    return getSecurityEvent(this.#context, actor, { securityEventId });
  }

  @Post(':id/acknowledge')
  @Documented({
    summary: 'Say that a security event was looked at, or take it back',
    data: SecurityEvent,
    bodyOptional: true,
  })
  acknowledge(
    @CurrentActor() actor: Actor,
    @Param('id') securityEventId: string,
    @Body({ schema: AcknowledgeSecurityEventSchema.prefault({}) }) { acknowledged }: AcknowledgeSecurityEventInput,
  ): Promise<SecurityEventView> {
    return acknowledgeSecurityEvent(this.#context, actor, { securityEventId, acknowledged });
  }
}
