import type { Model } from '../training/model.ts';
import type { Thresholds } from './calibration.ts';

/** The programs of a model card, which work in its folder: in Node, Python and a browser. */
export function cardUses(
  { embeds, areTokens, sampleShape, takesBytes }: Pick<Model, 'embeds' | 'areTokens' | 'sampleShape' | 'takesBytes'>,
  thresholds: Thresholds | undefined,
  indexed: number | undefined,
): string {
  const shape = [2, ...sampleShape].join(', ');
  const [numpy, type, array] = takesBytes ? ['uint8', 'uint8', 'Uint8Array'] : ['float32', 'float32', 'Float32Array'];
  const inputs = embeds ? ['input'] : ['a', 'b'];
  const output = embeds ? 'embedding' : 'distance';
  const size = 2 * sampleShape.reduce((product, extent) => product * extent, 1);
  const python = inputs.map(name => `"${name}": samples`).join(', ');
  const web = inputs.map(name => `${name}: samples`).join(', ');
  const node = [
    'import { openRun' + (indexed === undefined ? '' : ', retrieval') + " } from 'nearfar';",
    '',
    "const run = await openRun('.'); // this folder",
    areTokens
      ? "const samples = ['One text of yours.', 'Another.'];"
      : `const samples = { data: new ${array}(${size}), shape: [${shape}] }; // two of yours`,
    ...(embeds ? ['const { data, shape } = await run.embed(samples);', 'console.log(data, shape);'] : []),
    'console.log(await run.distance(samples, samples)); // row by row',
    ...(thresholds?.accuracy === undefined
      ? []
      : [
          "console.log((await run.verify(samples, samples, { at: 'accuracy' })).same); // by the threshold of that name",
        ]),
    ...(indexed === undefined
      ? []
      : [
          "const index = await retrieval.open('index');",
          'const [nearest] = await index.search(await run.embed(samples), { k: 5 });',
          'console.log(nearest);',
        ]),
    'await run.close();',
  ].join('\n');
  const query = areTokens ? '"a text"' : sampleShape.length === 3 ? 'NEW.jpg' : 'NEW.csv';
  const search = indexed === undefined ? '' : ` \`nearfar search index ${query} --run .\` finds the nearest.`;
  const given = takesBytes ? 'bytes from 0 to 255' : 'floats as in the data';
  const taken = areTokens
    ? `Texts go in. The network itself takes them as rows of tokens by \`tokenizer.json\`, float32 [N, ${sampleShape.join(', ')}], cut or filled with −1.`
    : `Raw samples go in, ${given}, [N, ${sampleShape.join(', ')}]; the normalisation is inside.`;
  return `${taken}${search}

\`\`\`ts
${node}
\`\`\`

\`\`\`python
import numpy as np, onnxruntime

session = onnxruntime.InferenceSession("model.onnx")
samples = np.zeros((${shape}), np.${numpy})
(${output},) = session.run(["${output}"], {${python}})
print(${output}.shape)
\`\`\`

\`\`\`js
import * as ort from 'onnxruntime-web'; // in a browser

const session = await ort.InferenceSession.create('model.onnx');
const samples = new ort.Tensor('${type}', new ${array}(${size}), [${shape}]);
const { ${output} } = await session.run({ ${web} });
console.log(${output}.dims);
\`\`\``;
}
