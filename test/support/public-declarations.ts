import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { API, type Checker, type Symbol as Declared, SymbolFlags } from 'typescript/unstable/sync';
import { root } from './documents.ts';

/** A declaration that people who use the library can see. */
export interface PublicDeclaration {
  /** Its path from the package's root, like `graph.Tensor.shape`. */
  readonly name: string;
  /** The folder of `src` that declares it, or the file where it lies in none. */
  readonly room: string;
  /** The text of its doc comment, empty where it has none. */
  readonly comment: string;
}

/**
 * Everything that the package's types export, its namespaces' exports, and the members of exported types and classes. It
 * reads the types that are built, dist/**.d.ts, which have what things and their options say of themselves.
 */
export function publicDeclarations(): readonly PublicDeclaration[] {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache', 'types-'));
  const config = join(folder, 'tsconfig.json');
  const entry = join(root, 'dist', 'index.d.ts');
  writeFileSync(config, JSON.stringify({ extends: '../../tsconfig.json', include: [], files: [entry] }));
  const api = new API({ cwd: folder });
  try {
    const project = api.updateSnapshot({ openProject: config }).getProject(config)!;
    const module = project.checker.getSymbolAtLocation(project.program.getSourceFile(entry)!)!;
    const found = new Map<Declared, PublicDeclaration>();
    collect(project.checker, project.checker.getExportsOfModule(module), '', found);
    return [...found.values()];
  } finally {
    api.close();
    rmSync(folder, { recursive: true });
  }
}

function collect(
  checker: Checker,
  symbols: readonly Declared[],
  path: string,
  found: Map<Declared, PublicDeclaration>,
): void {
  for (const exported of symbols) {
    const symbol = exported.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const place = /\/dist\/([^/]+)/.exec(symbol.declarations[0]?.path ?? '')?.[1]; // none for what comes from elsewhere
    if (place === undefined || found.has(symbol)) continue;
    const name = `${path}${exported.name}`;
    if (symbol.flags & SymbolFlags.ValueModule) {
      collect(checker, checker.getExportsOfModule(symbol), `${name}.`, found);
      continue;
    }
    const comment = checker.getDocumentationCommentOfSymbol(symbol);
    found.set(symbol, { name, room: place.replace(/\.d\.ts$/, ''), comment });
    collect(checker, membersOf(checker, symbol), `${name}.`, found);
  }
}

function membersOf(checker: Checker, symbol: Declared): readonly Declared[] {
  const declaresType = SymbolFlags.Interface | SymbolFlags.TypeAlias | SymbolFlags.Class;
  if (!(symbol.flags & declaresType)) return [];
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  const statics = symbol.flags & SymbolFlags.Class ? [...symbol.getExports().values()] : [];
  return [...members, ...statics].filter(({ name }) => !name.includes('#') && name !== 'prototype');
}
