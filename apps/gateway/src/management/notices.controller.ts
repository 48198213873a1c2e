import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type ListNoticesInput,
  ListNoticesSchema,
  type MarkNoticesReadInput,
  MarkNoticesReadSchema,
  type NoticeView,
  NoticeViewSchema,
  type UnreadNoticesView,
  UnreadNoticesViewSchema,
} from '@turnpike/contracts/management/notices';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { countUnreadNotices } from '@turnpike/management/notices/count-unread-notices.use-case';
import { listNotices } from '@turnpike/management/notices/list-notices.use-case';
import { markNoticesRead } from '@turnpike/management/notices/mark-notices-read.use-case';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Notice = NoticeViewSchema.meta({ id: 'Notice' });
const UnreadNotices = UnreadNoticesViewSchema.meta({ id: 'UnreadNotices' });

/** What the person who is signed in was told. */
@ApiTags('Notices')
@Controller('api/v1/notices')
export class NoticesController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({ summary: 'List one’s notices', description: 'Newest first.', data: pageSchema(Notice) })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListNoticesSchema }) query: ListNoticesInput,
  ): Promise<Page<NoticeView>> {
    return listNotices(this.#context, actor, query);
  }

  @Get('unread')
  @Documented({ summary: 'Count one’s unread notices', description: 'At most 100 are counted.', data: UnreadNotices })
  async unread(@CurrentActor() actor: Actor): Promise<UnreadNoticesView> {
    return { unread: await countUnreadNotices(this.#context, actor) };
  }

  @Post('read')
  @Documented({ summary: 'Mark notices as read' })
  markRead(
    @CurrentActor() actor: Actor,
    @Body({ schema: MarkNoticesReadSchema }) input: MarkNoticesReadInput,
  ): Promise<void> {
    return markNoticesRead(this.#context, actor, input);
  }
}
