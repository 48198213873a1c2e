'use server';

import {
  ApplyCatalogueSchema,
  CatalogueFileSchema,
  UpdateCatalogueEntrySchema,
} from '@turnpike/contracts/management/model-catalogue';
import { ReferenceSchema } from '@turnpike/contracts/management/fields';
import { applyCatalogueImport } from '@turnpike/management/model-catalogue/apply-catalogue-import.use-case';
import { previewCatalogueImport } from '@turnpike/management/model-catalogue/preview-catalogue-import.use-case';
import { restoreCatalogueEntry } from '@turnpike/management/model-catalogue/restore-catalogue-entry.use-case';
import { updateCatalogueEntry } from '@turnpike/management/model-catalogue/update-catalogue-entry.use-case';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { adminAction } from '../../../../server/action';

const UpdateSchema = z.object({ entry: ReferenceSchema, changes: UpdateCatalogueEntrySchema });
const RestoreSchema = z.object({ entry: ReferenceSchema });

export async function previewCatalogueAction(input: unknown) {
  return adminAction(CatalogueFileSchema, input, ({ context, session, input: file }) =>
    previewCatalogueImport(context, session.actor, { file }),
  );
}

export async function applyCatalogueAction(input: unknown) {
  return adminAction(ApplyCatalogueSchema, input, async ({ context, session, input: change }) => {
    const version = await applyCatalogueImport(context, session.actor, change);
    revalidatePath('/admin/catalogue', 'layout');
    return version;
  });
}

export async function updateCatalogueEntryAction(input: unknown) {
  return adminAction(UpdateSchema, input, async ({ context, session, input: update }) => {
    const entry = await updateCatalogueEntry(context, session.actor, update);
    revalidatePath('/admin/catalogue', 'layout');
    return entry;
  });
}

export async function restoreCatalogueEntryAction(input: unknown) {
  return adminAction(RestoreSchema, input, async ({ context, session, input: entry }) => {
    const restored = await restoreCatalogueEntry(context, session.actor, entry);
    revalidatePath('/admin/catalogue', 'layout');
    return restored;
  });
}
