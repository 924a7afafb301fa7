import { latentSpaceGif, projectFrames } from '../../report/index.ts';
import type { TrainingFrames } from '../frames.ts';

/** The latent space developing during training, as an animation. */
export function latentSpace(
  { frames, labels, classNames, evaluatedOn }: TrainingFrames,
  title: string,
): Promise<Uint8Array> {
  const dim = frames[0]!.embeddings.shape[1]!;
  const planes = projectFrames(frames.map(({ embeddings }) => embeddings));
  const axes = 'the first two principal components of the last frame';
  return latentSpaceGif({
    subject: title,
    title: 'the embeddings during training',
    subtitle: `${evaluatedOn}; ${dim > 2 ? `${axes}, out of ${dim} dimensions` : 'the embeddings as they are'}`,
    frames: frames.map(({ epoch }, k) => ({ points: planes[k]!, title: epochTitle(epoch) })),
    labels,
    classNames,
    ...(dim > 2 && { axisLabels: ['first component', 'second component'] as const }),
  });
}

/** What a frame is called. */
export const epochTitle = (epoch: number): string => (epoch === 0 ? 'before training' : `epoch ${epoch.toFixed(2)}`);
