import sharp from 'sharp';
import { type BlockTask, decodeBlock } from './decode-block.ts';
import type { DecodeAnswer } from './decoders.ts';

// One image a thread: the processes are what is parallel.
sharp.concurrency(1);

// Ctrl-C reaches all processes of a terminal. The one that asks decides when this one ends: it closes the channel.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

const answer = (message: DecodeAnswer): void => {
  if (process.connected) process.send!(message);
};

process.on('message', (task: BlockTask) => {
  decodeBlock(task).then(
    result => answer({ result }),
    (error: NodeJS.ErrnoException) => answer({ error: { message: error.message, code: error.code } }),
  );
});
