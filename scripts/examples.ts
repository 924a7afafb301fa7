import type { OptionDescription } from '../src/options.ts';
import type { ThingDescription } from '../src/thing.ts';
import type { RoomName } from './things.ts';

/** How a thing is used, on the command line and in code, with its first plain option at its default. */
export function exampleOf(room: RoomName, exportName: string, { name, options }: ThingDescription): string {
  const option = Object.entries(options).find(([, { default: value }]) => typeof value === 'number');
  const given = option ? `{ ${option[0]}: ${option[1].default} }` : '';
  const { command, code } = uses(room, name, exportName, given, options)!;
  const flag = option && command.kind ? ` --${command.kind}-option ${option[0]}=${option[1].default}` : '';
  return `\`\`\`sh\nnearfar train ${command.text}${flag}\n\`\`\`\n\n\`\`\`ts\n${code}\n\`\`\``;
}

interface Use {
  readonly command: { readonly text: string; readonly kind?: string };
  readonly code: string;
}

function uses(
  room: RoomName,
  name: string,
  exportName: string,
  given: string,
  options: Readonly<Record<string, OptionDescription>>,
): Use | undefined {
  const made = `${room}.${exportName}(${given})`;
  const program = (imports: string, fields: string) =>
    `import { ${imports} } from 'nearfar';\n\nawait train({ ${fields} });`;
  switch (room) {
    case 'losses':
      return { command: { text: `--loss ${name}`, kind: 'loss' }, code: program('losses, train', `loss: ${made}`) };
    case 'miners':
      return {
        command: { text: `--loss triplet-margin --miner ${name}`, kind: 'miner' },
        code: program('losses, miners, train', `loss: losses.tripletMarginLoss(), miner: ${made}`),
      };
    case 'methods':
      if (options['loss']?.required) {
        const code = program('losses, methods, train', `method: methods.${exportName}({ loss: losses.circleLoss() })`);
        return { command: { text: `--method ${name} --loss circle` }, code };
      }
      return {
        command: { text: `--method ${name}`, kind: 'method' },
        code: program('methods, train', `method: ${made}`),
      };
    case 'distances':
      return {
        command: { text: `--loss contrastive --distance ${name}`, kind: 'distance' },
        code: program('distances, losses, train', `loss: losses.contrastiveLoss({ distance: ${made} })`),
      };
    default:
      return undefined;
  }
}
