/**
 * Reads the corridor's stages out of its source: their order from the calls in `pipeline.ts` and what that calls `enter`,
 * what each refuses with from the catalogue's codes it and the modules under it can make. Nothing is declared twice, so
 * nothing can fall behind.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { CATALOGUE, type ErrorCode } from '@turnpike/errors/catalogue';
import ts from 'typescript';

export interface StageReading {
  name: string;
  /** First sentence of the room's own comment: ticket in, ticket out. */
  gives: string;
  /** Sorted by status. */
  codes: ErrorCode[];
}

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PIPELINE = ['pipeline', 'enter'].map((name) => join(ROOT, `packages/pipeline/src/${name}.ts`));
const LOOKUP = [join(ROOT, 'packages/pipeline/src/lookup.ts')];
const DEFERRAL = [join(ROOT, 'packages/pipeline/src/deferral.ts')];
/** What is called when a call that was admitted comes to nothing: a way out, not the way through. */
const WAY_OUT = 'fail';
/** Modules a stage meets at run time only, as an operation or an adapter that was looked up. */
const FOUND_AT_RUN_TIME: Readonly<Record<string, string>> = {
  read: 'packages/endpoints/src',
  dispatch: 'packages/providers/src',
};
/** Packages whose words a stage answers with. */
const FOLLOWED = /^@turnpike\/(dialects|endpoints|providers)\/(.+)$/;

/** Every stage of `serveInference`, in the order they are first reached. */
export function readStages(): StageReading[] {
  return [...stagesOf(PIPELINE, 'serveInference')].map(([name, called]) => {
    const file = join(ROOT, `packages/pipeline/src/stages/${name}.stage.ts`);
    const folder = FOUND_AT_RUN_TIME[name];
    const files = new Set<string>();
    for (const entry of [file, ...(folder === undefined ? [] : sourcesIn(join(ROOT, folder)))]) collect(entry, files);
    files.delete(file);
    const codes = [...reachedIn(file, called).flatMap(codesUnder), ...[...files].map(parse).flatMap(codesUnder)];
    return { name, gives: firstSentence(file, name), codes: byStatus(codes) };
  });
}

/** The stages of a look-up, in order. */
export function readLookupStages(): string[] {
  return [...stagesOf(LOOKUP, 'serveLookup').keys()];
}

/** The stages of a call that is put off, in order. */
export function readDeferralStages(): string[] {
  return [...stagesOf(DEFERRAL, 'serveDeferral').keys()];
}

/** What the corridor itself says, whichever stage it stands in. */
export function readOwnCodes(): ErrorCode[] {
  return byStatus(PIPELINE.map(parse).flatMap(codesUnder));
}

/** Rooms that exist as files. */
export function roomNames(): string[] {
  return readdirSync(join(ROOT, 'packages/pipeline/src/stages'))
    .filter((file) => file.endsWith('.stage.ts'))
    .map((file) => file.replace('.stage.ts', ''));
}

/** By stage, the functions of it that are called on the way. */
function stagesOf(files: readonly string[], start: string): Map<string, Set<string>> {
  const stageOf = new Map<string, string>();
  const functions = new Map<string, ts.FunctionDeclaration>();
  for (const statement of files.flatMap((file) => [...parse(file).statements])) {
    if (ts.isFunctionDeclaration(statement) && statement.name) functions.set(statement.name.text, statement);
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const stage = /^\.\/stages\/(.+)\.stage\.js$/.exec(statement.moduleSpecifier.text)?.[1];
    const names = statement.importClause?.namedBindings;
    if (stage === undefined || names === undefined || !ts.isNamedImports(names)) continue;
    for (const { name, isTypeOnly } of names.elements) if (!isTypeOnly) stageOf.set(name.text, stage);
  }
  const reached = new Map<string, Set<string>>();
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const called = node.expression.text;
      const stage = stageOf.get(called);
      if (stage !== undefined) reached.set(stage, (reached.get(stage) ?? new Set()).add(called));
      if (called !== WAY_OUT) functions.get(called)?.body?.forEachChild(walk);
    }
    node.forEachChild(walk);
  };
  functions.get(start)?.body?.forEachChild(walk);
  return reached;
}

/** The statements of a module that running these functions of it may run. */
function reachedIn(file: string, names: ReadonlySet<string>): ts.Statement[] {
  const declared = new Map<string, ts.Statement>();
  for (const statement of parse(file).statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) declared.set(name.getText(), statement);
    else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name)
      declared.set(statement.name.text, statement);
  }
  const reached = new Set<ts.Statement>();
  const reach = (name: string): void => {
    const statement = declared.get(name);
    if (statement === undefined || reached.has(statement)) return;
    reached.add(statement);
    const walk = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && !isMemberName(node)) reach(node.text);
      node.forEachChild(walk);
    };
    walk(statement);
  };
  for (const name of names) reach(name);
  return [...reached];
}

/** Of an object's member, which may be called as a function of the module is. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAssignment(parent) || ts.isPropertyAccessExpression(parent)) && parent.name === node;
}

/** A module and all it needs at run time, as far as its words may reach a caller. */
function collect(file: string, into: Set<string>): void {
  if (into.has(file)) return;
  into.add(file);
  for (const statement of parse(file).statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (isTypeOnly(statement.importClause)) continue;
    const specifier = statement.moduleSpecifier.text;
    const [, name, path] = FOLLOWED.exec(specifier) ?? [];
    const found = specifier.startsWith('.')
      ? normalize(join(dirname(file), specifier.replace(/\.js$/, '.ts')))
      : join(ROOT, `packages/${name}/src/${path}.ts`);
    if (existsSync(found)) collect(found, into);
  }
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings: names } = clause;
  return names !== undefined && ts.isNamedImports(names) && names.elements.every((element) => element.isTypeOnly);
}

/** Codes in `new ApiError(…)`, under `errorCode:`, and in tables whose type speaks of `ErrorCode`. */
function codesUnder(root: ts.Node): ErrorCode[] {
  const codes: ErrorCode[] = [];
  const take = (node: ts.Node | undefined): void => {
    if (node === undefined) return;
    if (ts.isStringLiteral(node) && Object.hasOwn(CATALOGUE, node.text)) codes.push(node.text as ErrorCode);
    node.forEachChild(take);
  };
  const walk = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'ApiError') take(node.arguments?.[0]);
    if (ts.isCallExpression(node) && node.expression.getText() === 'callersFault') take(node.arguments[0]);
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'errorCode') take(node.initializer);
    if (ts.isVariableDeclaration(node) && node.type?.getText().includes('ErrorCode') === true) take(node.initializer);
    node.forEachChild(walk);
  };
  walk(root);
  return codes;
}

function byStatus(codes: readonly ErrorCode[]): ErrorCode[] {
  return [...new Set(codes)].sort((a, b) => CATALOGUE[a].number - CATALOGUE[b].number);
}

function firstSentence(file: string, name: string): string {
  const comment = /^\/\*\*(.*?)\*\//s.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  const text = comment.replace(/\s*\n \* ?/g, ' ').trim();
  if (!text.startsWith(`${name}: `)) throw new Error(`${file} does not open with "${name}: …"`);
  return text.slice(name.length + 2).split(/(?<=[.])\s/)[0] ?? '';
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file));
}

const parsed = new Map<string, ts.SourceFile>();

function parse(file: string): ts.SourceFile {
  const known = parsed.get(file) ?? ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  parsed.set(file, known);
  return known;
}
