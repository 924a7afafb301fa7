import { saveGif, savePlot } from '../../report/index.ts';
import { FEW_SHOT, hasEpisodes } from '../few-shot.ts';
import { readFrames } from '../frames.ts';
import type { RunFolder } from '../run-folder.ts';
import { embeddingPlane } from './embedding-plane.ts';
import { episodePictures } from './episodes.ts';
import { generatedPictures } from './generated.ts';
import { latentSpace } from './latent-space.ts';
import { lossCurves } from './loss-curves.ts';
import { neighbourPicture } from './neighbours.ts';
import { pairPictures } from './pairs.ts';
import { areImages, type Picture, type Subject } from './subject.ts';

/** Draws a run's pictures and its animation into its folder, as far as its method and its samples have them. */
export async function drawPictures(folder: RunFolder, subject: Subject): Promise<void> {
  for await (const { name, svg } of picturesOf(folder, subject)) await savePlot(svg, folder.file(`plots/${name}`));
  const frames = readFrames(folder);
  if (frames) saveGif(await latentSpace(frames, subject.title), folder.file('latent-space'));
}

async function* picturesOf(folder: RunFolder, subject: Subject): AsyncGenerator<Picture> {
  const { embeds, canDecode } = subject.model;
  const { queries } = subject.splits[0]!;
  const images = areImages(queries.dataset);
  yield lossCurves(folder.history, subject.title);
  if (embeds) yield embeddingPlane(subject);
  yield* await pairPictures(subject);
  if (embeds && images && !queries.dataset.list) yield neighbourPicture(subject);
  if (images && hasEpisodes(queries, FEW_SHOT)) yield* await episodePictures(subject);
  if (canDecode && images) yield* await generatedPictures(subject);
}
