import { useTranslations } from 'next-intl';
import { LinkButton } from '../ui/button';

/** From a model's routing to what its calls would do now, and to how its targets are. */
export function RoutingLinks({ model, small = false }: { model: string; small?: boolean }) {
  const t = useTranslations('routing');
  const size = small ? ({ size: 'sm' } as const) : {};
  return (
    <>
      <LinkButton href="/admin/routing" {...size}>
        {t('health')}
      </LinkButton>
      <LinkButton href={`/admin/routing/simulator?model=${encodeURIComponent(model)}`} {...size}>
        {t('simulate')}
      </LinkButton>
    </>
  );
}
