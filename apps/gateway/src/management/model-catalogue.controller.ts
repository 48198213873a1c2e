import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ListInput, ListQuerySchema, type Page, pageSchema } from '@turnpike/contracts/management/fields';
import {
  type ApplyCatalogueInput, ApplyCatalogueSchema, type CatalogueDraftView, CatalogueDraftViewSchema, type CatalogueEntryView,
  CatalogueEntryViewSchema, type CatalogueFile, CatalogueFileSchema, type CataloguePreviewView, CataloguePreviewViewSchema,
  type CatalogueVersionView, CatalogueVersionViewSchema, type ListCatalogueEntriesInput, ListCatalogueEntriesSchema,
  type UpdateCatalogueEntryInput, UpdateCatalogueEntrySchema,
} from '@turnpike/contracts/management/model-catalogue'; // prettier-ignore
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { applyCatalogueImport } from '@turnpike/management/model-catalogue/apply-catalogue-import.use-case';
import { draftModel } from '@turnpike/management/model-catalogue/draft-model.use-case';
import { exportCatalogue } from '@turnpike/management/model-catalogue/export-catalogue.use-case';
import { getCatalogueEntry } from '@turnpike/management/model-catalogue/get-catalogue-entry.use-case';
import {
  type CataloguePage,
  listCatalogueEntries,
} from '@turnpike/management/model-catalogue/list-catalogue-entries.use-case';
import { listCatalogueVersions } from '@turnpike/management/model-catalogue/list-catalogue-versions.use-case';
import { previewCatalogueImport } from '@turnpike/management/model-catalogue/preview-catalogue-import.use-case';
import { restoreCatalogueEntry } from '@turnpike/management/model-catalogue/restore-catalogue-entry.use-case';
import { updateCatalogueEntry } from '@turnpike/management/model-catalogue/update-catalogue-entry.use-case';
import { z } from 'zod';
import { Documented } from '../bootstrap/documented.decorator.js';
import { MANAGEMENT_CONTEXT } from '../bootstrap/injection-tokens.js';
import { CurrentActor } from '../identity/current-actor.decorator.js';

const Entry = CatalogueEntryViewSchema.meta({ id: 'CatalogueEntry' });
const EntryPage = pageSchema(Entry).extend({ version: z.string() });
const Version = CatalogueVersionViewSchema.meta({ id: 'CatalogueVersion' });

/** What vendors publish about their models. It is called `model-catalogue`, as `catalogue` is what buyers see. */
@ApiTags('Model catalogue')
@Controller('api/v1/model-catalogue')
export class ModelCatalogueController {
  readonly #context: ManagementContext;

  constructor(@Inject(MANAGEMENT_CONTEXT) context: ManagementContext) {
    this.#context = context;
  }

  @Get()
  @Documented({
    summary: 'Export the catalogue of models',
    description: 'As a file that can be changed and imported again.',
    data: CatalogueFileSchema.meta({ id: 'CatalogueFile' }),
  })
  export(@CurrentActor() actor: Actor): Promise<CatalogueFile> {
    return exportCatalogue(this.#context, actor);
  }

  @Get('entries')
  @Documented({ summary: 'List the models in the catalogue', data: EntryPage })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListCatalogueEntriesSchema }) query: ListCatalogueEntriesInput,
  ): Promise<CataloguePage> {
    return listCatalogueEntries(this.#context, actor, query);
  }

  @Get('entries/:entry')
  @Documented({ summary: 'Show a model of the catalogue', data: Entry })
  get(@CurrentActor() actor: Actor, @Param('entry') entry: string): Promise<CatalogueEntryView> {
    return getCatalogueEntry(this.#context, actor, { entry });
  }

  @Patch('entries/:entry')
  @Documented({
    summary: 'Change a model of the catalogue',
    description: 'It lies over what was shipped, also when a newer catalogue is. `prices` is replaced as a whole.',
    data: Entry,
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('entry') entry: string,
    @Body({ schema: UpdateCatalogueEntrySchema }) changes: UpdateCatalogueEntryInput,
  ): Promise<CatalogueEntryView> {
    return updateCatalogueEntry(this.#context, actor, { entry, changes });
  }

  @Post('entries/:entry/restore')
  @Documented({ summary: 'Have a model say again what was shipped', data: Entry })
  restore(@CurrentActor() actor: Actor, @Param('entry') entry: string): Promise<CatalogueEntryView> {
    return restoreCatalogueEntry(this.#context, actor, { entry });
  }

  @Get('entries/:entry/draft')
  @Documented({
    summary: 'Draft a model from the catalogue',
    description: '`model` is a body for POST /models, with the list prices as its upstream cost. Nothing is made.',
    data: CatalogueDraftViewSchema.meta({ id: 'CatalogueDraft' }),
  })
  draft(@CurrentActor() actor: Actor, @Param('entry') entry: string): Promise<CatalogueDraftView> {
    return draftModel(this.#context, actor, { entry });
  }

  @Get('versions')
  @Documented({ summary: 'List the changes of the catalogue', data: pageSchema(Version) })
  versions(
    @CurrentActor() actor: Actor,
    @Query({ schema: ListQuerySchema }) query: ListInput,
  ): Promise<Page<CatalogueVersionView>> {
    return listCatalogueVersions(this.#context, actor, query);
  }

  @Post('preview')
  @Documented({
    summary: 'Preview the import of a catalogue file',
    description: 'The file speaks for the vendors it has entries of. Nothing changes.',
    data: CataloguePreviewViewSchema.meta({ id: 'CataloguePreview' }),
  })
  preview(
    @CurrentActor() actor: Actor,
    @Body({ schema: CatalogueFileSchema }) file: CatalogueFile,
  ): Promise<CataloguePreviewView> {
    return previewCatalogueImport(this.#context, actor, { file });
  }

  @Post('apply')
  @Documented({
    summary: 'Import a catalogue file as it was previewed',
    description: '409 when the file or the catalogue has changed since the preview.',
    data: Version,
  })
  apply(
    @CurrentActor() actor: Actor,
    @Body({ schema: ApplyCatalogueSchema }) input: ApplyCatalogueInput,
  ): Promise<CatalogueVersionView> {
    return applyCatalogueImport(this.#context, actor, input);
  }
}
