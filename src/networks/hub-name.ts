import { UsageError } from '../errors.ts';

const PREFIX = 'hf:';

/** A network on the Hugging Face hub. */
export interface HubName {
  /** `OWNER/NAME`. */
  readonly repository: string;
  /** The path of the ONNX file in it; absent where the repository has the usual one. */
  readonly file?: string;
}

/** Where repositories have their ONNX file, the first that is there. */
export const USUAL_FILES: readonly string[] = ['onnx/model.onnx', 'model.onnx'];

/** Whether a network is named by its place on the hub. */
export const isHubName = (network: unknown): network is string =>
  typeof network === 'string' && network.startsWith(PREFIX);

/** What may stand in a path without leading out of a folder, on every system. */
const isPlainPart = (part: string): boolean => /^[^\\:*?"<>|\p{Cc}]+$/u.test(part) && !/^\.+$/.test(part);

/** Whether a path stays in its folder, on every system. */
export const isPlainPath = (path: string): boolean => path.split('/').every(isPlainPart);

/** Reads `hf:OWNER/NAME` or `hf:OWNER/NAME/FILE`. @throws UsageError for all else */
export function hubNameOf(text: string): HubName {
  const [owner = '', name = '', ...rest] = text.slice(PREFIX.length).split('/');
  const file = rest.join('/');
  const isName = [owner, name].every(part => /^[\w.-]+$/.test(part) && isPlainPart(part));
  const isFile = rest.length === 0 || (isPlainPath(file) && file.endsWith('.onnx'));
  if (isName && isFile) return { repository: `${owner}/${name}`, ...(rest.length > 0 && { file }) };
  throw new UsageError({
    who: 'network',
    expected: 'hf:OWNER/NAME or hf:OWNER/NAME/FILE.onnx, a file of a repository on the Hugging Face hub',
    got: `"${text}"`,
  });
}
