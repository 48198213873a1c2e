import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type AuditEntryView,
  AuditEntryViewSchema,
  type ListAuditInput,
  ListAuditSchema,
} from '@turnpike/contracts/management/identity';
import type { Actor } from '@turnpike/management/actor';
import { getAuditEntry } from '@turnpike/management/audit/get-audit-entry.use-case';
import { listAudit } from '@turnpike/management/audit/list-audit.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const AuditEntry = AuditEntryViewSchema.meta({ id: 'AuditEntry' });

@ApiTags('Audit')
@Controller('api/v1/audit')
export class AuditController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List who did what', description: 'Newest first.', data: pageSchema(AuditEntry) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListAuditSchema }) query: ListAuditInput,
  ): Promise<Page<AuditEntryView>> {
    return listAudit(this.#context, actor, query);
  }

  @Get(':id')
  @Documented({ summary: 'Show one entry of the audit log', data: AuditEntry })
  get(@CurrentActor() actor: Actor, @Param('id') auditId: string): Promise<AuditEntryView> {
    return getAuditEntry(this.#context, actor, { auditId });
  }
}
