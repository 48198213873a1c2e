import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type ListShadowComparisonsInput,
  ListShadowComparisonsSchema,
  type ShadowComparisonView,
  ShadowComparisonViewSchema,
  type ShadowSummaryView,
  ShadowSummaryViewSchema,
  SummariseShadowsSchema,
} from '@turnpike/contracts/management/shadows';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { listShadowComparisons } from '@turnpike/management/shadows/list-shadow-comparisons.use-case';
import { summariseShadows } from '@turnpike/management/shadows/summarise-shadows.use-case';
import { z } from 'zod';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const ShadowComparison = ShadowComparisonViewSchema.meta({ id: 'ShadowComparison' });
const ShadowSummary = ShadowSummaryViewSchema.meta({ id: 'ShadowSummary' });

@ApiTags('Routing')
@Controller('api/v1/routing/shadow-comparisons')
export class ShadowComparisonsController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'List what shadows were beside the answers given',
    description: 'Newest first. Neither text is kept.',
    data: pageSchema(ShadowComparison),
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListShadowComparisonsSchema }) query: ListShadowComparisonsInput,
  ): Promise<Page<ShadowComparisonView>> {
    return listShadowComparisons(this.#context, actor, query);
  }

  @Get('summary')
  @Documented({
    summary: 'Sum up the shadows of the last seven days',
    description: 'By model and shadow. Of the newest 20,000 comparisons where there are more.',
    data: z.array(ShadowSummary),
  })
  summarise(
    @CurrentActor() actor: Actor,
    @Query({ schema: SummariseShadowsSchema }) query: { model?: string },
  ): Promise<ShadowSummaryView[]> {
    return summariseShadows(this.#context, actor, query);
  }
}
