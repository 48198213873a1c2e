import { exportCatalogue } from '@turnpike/management/model-catalogue/export-catalogue.use-case';
import { answerAdmin } from '../../../../../server/answer';
import { managementContext } from '../../../../../server/management';

/** The catalogue as a file to download, change and import. */
export function GET(): Promise<Response> {
  return answerAdmin(async ({ actor }) => {
    const file = await exportCatalogue(managementContext(), actor);
    return new Response(JSON.stringify(file, null, 2), {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="models-${file.version.replaceAll('+', '-')}.json"`,
        'cache-control': 'no-store',
      },
    });
  });
}
