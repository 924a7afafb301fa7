import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { NearfarError } from '../errors.ts';
import { externalFiles } from '../graph/onnx/external.ts';
import { type HubName, hubNameOf, isPlainPath, USUAL_FILES } from '../networks/hub-name.ts';
import { cacheDir } from './cache.ts';
import { downloadFile, type OnProgress } from './download.ts';
import { listRepository } from './hub-listing.ts';

/** How a network of the hub is fetched. */
export interface FetchNetworkOptions {
  /** The address of the hub. @default the environment's HF_ENDPOINT, or https://huggingface.co */
  readonly endpoint?: string;
  /** What opens private repositories; it goes to no other host. @default the environment's HF_TOKEN */
  readonly token?: string;
  /** Is told how far each download is. */
  readonly onProgress?: OnProgress;
}

/** Files that tell how a network takes its samples, in its folder or at the top of the repository. */
const BESIDE = ['preprocessor_config.json', 'tokenizer.json'];

const folderOf = (repository: string): string => join(cacheDir(), 'hub', ...repository.split('/'));
const pathOf = ({ repository }: HubName, file: string): string => join(folderOf(repository), ...file.split('/'));
const candidates = ({ file }: HubName): readonly string[] => (file === undefined ? USUAL_FILES : [file]);

/** The path of a fetched network in the cache; undefined where it, or a file with its weights, is not there. */
export function fetchedNetwork(name: string): string | undefined {
  const hub = hubNameOf(name);
  const file = candidates(hub).find(each => existsSync(pathOf(hub, each)));
  if (file === undefined) return undefined;
  return missingWeights(hub, file, name).length === 0 ? pathOf(hub, file) : undefined;
}

/** The files with weights of a fetched model that are not there yet, by their paths in the repository. */
function missingWeights(hub: HubName, file: string, who: string): readonly string[] {
  const locations = externalFiles(readFileSync(pathOf(hub, file)), who);
  const stray = locations.find(location => !isPlainPath(location));
  if (stray !== undefined)
    throw new NearfarError({ who, expected: "weights in the model's folder", got: `"${stray}"` });
  const paths = [...locations].map(location => posix.join(posix.dirname(file), location));
  return paths.filter(path => !existsSync(pathOf(hub, path)));
}

/**
 * Fetches a network from the Hugging Face hub into the cache, checked by its published SHA-256: `hf:OWNER/NAME/FILE`, or
 * `hf:OWNER/NAME` for its `onnx/model.onnx` or `model.onnx`. Files beside it come too: weights of its own,
 * `preprocessor_config.json`, `tokenizer.json`. What is in the cache is not asked for again.
 *
 * @returns the path of the ONNX file, as `networks.fromOnnx` takes it
 * @throws UsageError for another name; NearfarError that says which file to put where, if it cannot be fetched
 */
export async function fetchNetwork(name: string, options: FetchNetworkOptions = {}): Promise<string> {
  const found = fetchedNetwork(name);
  if (found !== undefined) return found;
  const hub = hubNameOf(name);
  const { endpoint = process.env['HF_ENDPOINT'] || 'https://huggingface.co', token = process.env['HF_TOKEN'] } =
    options;
  const base = endpoint.replace(/\/+$/, '');
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const otherSupply = `Or put the file at ${pathOf(hub, candidates(hub)[0]!)}`;
  const listed = await listRepository({ base, headers, repository: hub.repository, who: name, otherSupply });
  const file = candidates(hub).find(each => listed.has(each));
  if (file === undefined) throw noFile(name, hub, [...listed.keys()]);
  const get = async (from: string, to = from) => {
    const url = `${base}/${hub.repository}/resolve/main/${from.split('/').map(encodeURIComponent).join('/')}`;
    const [{ checksum }, target] = [listed.get(from)!, pathOf(hub, to)];
    const wanted = { url, checksum, target, headers, otherSupply: `Or put the file at ${target}` };
    await downloadFile(wanted, options.onProgress);
  };
  for (const beside of BESIDE) {
    const place = posix.join(posix.dirname(file), beside);
    const source = [place, beside].find(each => listed.has(each));
    if (source !== undefined && !existsSync(pathOf(hub, place))) await get(source, place);
  }
  if (!existsSync(pathOf(hub, file))) await get(file);
  for (const path of missingWeights(hub, file, name)) {
    if (!listed.has(path)) throw noFile(name, { ...hub, file: path }, [...listed.keys()]);
    await get(path);
  }
  return pathOf(hub, file);
}

function noFile(who: string, hub: HubName, all: readonly string[]): NearfarError {
  const models = all.filter(path => path.endsWith('.onnx'));
  return new NearfarError({
    who,
    expected: `${candidates(hub).join(' or ')} in the repository`,
    got: models.length > 0 ? `${models.slice(0, 10).join(', ')}` : 'no ONNX file',
    ...(models.length > 0 && { fix: `Name one, as in hf:${hub.repository}/${models[0]}` }),
  });
}
