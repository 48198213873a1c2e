import type { HealthEventKind, HealthEventView } from '@turnpike/contracts/management/routing-health';
import { publicId } from '@turnpike/domain/ids';
import type { NamedPlace } from './health-view.js';

/** Something that happened to a place, as the admin is shown it. */
export function eventView(
  { target, modelName }: NamedPlace,
  { kind, atMs, reason }: { kind: HealthEventKind; atMs: number; reason: string | null },
): HealthEventView {
  return {
    at: new Date(atMs).toISOString(),
    event: kind,
    targetId: publicId('target', target.id),
    instance: target.instance,
    model: modelName,
    provider: target.providerSlug,
    reason,
  };
}
