import { saveGif, savePlot } from '../../report/index.ts';
import { writeEmbeddings } from '../embeddings-file.ts';
import { filmOf } from '../frames.ts';
import { FEW_SHOT } from '../evaluate-model.ts';
import { writePairs } from '../pairs-file.ts';
import { embeddingPlane, embeddingTable } from './embedding-plane.ts';
import { episodePictures } from './episodes.ts';
import { generatedPictures } from './generated.ts';
import { latentSpace } from './latent-space.ts';
import { lossCurves } from './loss-curves.ts';
import { neighbourPicture } from './neighbours.ts';
import { pairPictures } from './pairs.ts';
import { areImages, type Picture, type Subject } from './subject.ts';
import type { RunFolder } from '../run-folder.ts';

/** Leaves a run's embeddings, pairs, pictures and animation in its folder, as far as its method and its samples have them. */
export async function drawPlots(folder: RunFolder, subject: Subject): Promise<void> {
  if (subject.model.embeds) writeEmbeddings(folder.file('embeddings.parquet'), embeddingTable(subject));
  writePairs(folder.file('pairs.parquet'), subject.parts[0]!.verified);
  for await (const { name, svg } of picturesOf(folder, subject)) await savePlot(svg, folder.file(`plots/${name}`));
  const film = filmOf(folder);
  if (film) saveGif(await latentSpace(film, subject.title), folder.file('latent-space'));
}

async function* picturesOf(folder: RunFolder, subject: Subject): AsyncGenerator<Picture> {
  const { embeds, draws } = subject.model;
  const { dataset } = subject.parts[0]!.queries;
  const images = areImages(dataset);
  yield lossCurves(folder.history, subject.title);
  if (embeds) yield embeddingPlane(subject);
  yield* await pairPictures(subject);
  if (embeds && images) yield neighbourPicture(subject);
  if (images && new Set(dataset.labels).size >= FEW_SHOT.ways) yield* await episodePictures(subject);
  if (draws && images) yield* await generatedPictures(subject);
}
