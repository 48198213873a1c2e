import { NoticeKindSchema, type NoticeView } from '@turnpike/contracts/management/notices';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';

/** A notice as its reader sees it. */
export function noticeView(row: Prisma.NoticeModel): NoticeView {
  return {
    id: publicId('notice', row.id),
    kind: NoticeKindSchema.parse(row.kind),
    tenantId: row.tenantId === null ? null : publicId('tenant', row.tenantId),
    data: row.data as Record<string, string>,
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}
