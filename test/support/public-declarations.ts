import { fileURLToPath } from 'node:url';
import { API, type Checker, type Symbol as Declared, SymbolFlags } from 'typescript/unstable/sync';

/** A declaration that people who use the library can see. */
export interface PublicDeclaration {
  /** Its path from the package's root, like `graph.Tensor.shape`. */
  readonly name: string;
  /** The folder of `src` that declares it, or the file where it lies in none. */
  readonly room: string;
  /** The text of its doc comment, empty where it has none. */
  readonly comment: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Everything that `src/index.ts` exports, its namespaces' exports, and the members of exported types and classes. */
export function publicDeclarations(): readonly PublicDeclaration[] {
  const api = new API({ cwd: root });
  try {
    const project = api.updateSnapshot({ openProject: `${root}tsconfig.json` }).getProject(`${root}tsconfig.json`)!;
    const entry = project.checker.getSymbolAtLocation(project.program.getSourceFile(`${root}src/index.ts`)!)!;
    const found = new Map<Declared, PublicDeclaration>();
    collect(project.checker, project.checker.getExportsOfModule(entry), '', found);
    return [...found.values()];
  } finally {
    api.close();
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
    const place = /\/src\/([^/]+)/.exec(symbol.declarations[0]?.path ?? '')?.[1]; // none for what comes from elsewhere
    if (place === undefined || found.has(symbol)) continue;
    const name = `${path}${exported.name}`;
    if (symbol.flags & SymbolFlags.ValueModule) {
      collect(checker, checker.getExportsOfModule(symbol), `${name}.`, found);
      continue;
    }
    const comment = checker.getDocumentationCommentOfSymbol(symbol);
    found.set(symbol, { name, room: place.replace(/\.ts$/, ''), comment });
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
