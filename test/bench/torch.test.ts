import { expect, it } from 'vitest';

it('torchEnv tells OpenBLAS nothing of the processor, whatever the environment says', async () => {
  process.env['OPENBLAS_CORETYPE'] = 'Haswell';
  process.env['OPENBLAS_L2_SIZE'] = '512';
  const { torchEnv } = await import('../../bench/torch.ts');
  expect(Object.keys(torchEnv).filter(name => name.startsWith('OPENBLAS_'))).toEqual([]);
  expect(torchEnv).toHaveProperty('PATH', process.env['PATH']);
});
