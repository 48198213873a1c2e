import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type ExportCallsInput, ExportCallsSchema } from '@turnpike/contracts/management/calls';
import type { Actor } from '@turnpike/management/actor';
import { isPlatform } from '@turnpike/management/authorization/require-permission';
import { callsCsv } from '@turnpike/management/calls/calls-csv';
import { exportCalls } from '@turnpike/management/calls/export-calls.use-case';
import type { ManagementContext } from '@turnpike/management/management-context';
import { BareAnswer } from '../bootstrap/envelope.interceptor.js';
import { errorContent } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const CSV = { schema: { type: 'string' as const } };

/** A file beside the list of calls: the same filters, but no envelope and no pages. */
@ApiTags('Calls')
@Controller('api/v1')
export class CallExportController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get('calls.csv')
  @BareAnswer()
  @ApiOperation({ summary: 'Export calls as CSV', description: 'Newest first; a range of at most 31 days.' })
  @ApiOkResponse({ description: 'Success', content: { 'text/csv': CSV } })
  @ApiResponse({ status: 'default', description: 'An error of the catalogue', content: errorContent() })
  async export(
    @CurrentActor() actor: Actor,
    @Query({ schema: ExportCallsSchema }) query: ExportCallsInput,
  ): Promise<StreamableFile> {
    const pages = await exportCalls(this.#context, actor, query);
    const csv = callsCsv(pages, { withCost: isPlatform(actor) });
    return new StreamableFile(Readable.from(csv, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="calls.csv"',
    });
  }
}
