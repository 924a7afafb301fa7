// npm runs this before the install script of onnxruntime-node, which on Linux x64 downloads ONNX Runtime's CUDA libraries
// (some 400 MB) and fails the whole install where it cannot. That script downloads nothing that is there already, so
// a note is put where each library would lie, unless the machine has an NVIDIA driver or a flag of onnxruntime-node is
// set. ONNXRUNTIME_NODE_INSTALL=cuda12 writes the real libraries over the notes. This script never fails an install.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FLAGS = ['ONNXRUNTIME_NODE_INSTALL', 'ONNXRUNTIME_NODE_INSTALL_CUDA'];
const DRIVER = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1'];
const NOTE = `This is not ONNX Runtime's CUDA library. nearfar left it out, since this machine had no NVIDIA driver when it was installed.
To download it (some 400 MB): ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node
`;

const flagged = FLAGS.some(flag => process.env[flag] || process.env[`npm_config_${flag.toLowerCase()}`]);

function leaveNotes() {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('onnxruntime-node/package.json'));
  const { requirements, manifests } = require('onnxruntime-node/script/install-metadata.js');
  const platform = `${process.platform}/${process.arch}`;
  for (const name of requirements[platform] ?? []) {
    for (const file of Object.keys(manifests[`${platform}:${name}`])) {
      const path = join(folder, 'bin', 'napi-v6', platform, file);
      if (!existsSync(path)) writeFileSync(path, NOTE);
    }
  }
}

if (!flagged && !DRIVER.some(path => existsSync(path))) {
  try {
    leaveNotes();
  } catch {
    // Another layout of onnxruntime-node, or none yet: its own install script decides.
  }
}
