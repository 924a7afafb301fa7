import type { TrainConfig } from '../training/config.ts';
import { withModel } from '../training/model.ts';
import { calibrateOn, thresholdsOf, withThresholds } from './calibration.ts';
import { evaluateModel } from './evaluate-model.ts';
import { fit } from './fit.ts';
import type { RunHooks } from './fittable.ts';
import { writeReport } from './report.ts';
import { Interrupted, type RunResult } from './result.ts';
import type { RunFolder } from './run-folder.ts';

/**
 * A whole run: fit, evaluate, report. The folder gets everything; if it has a checkpoint, training continues from there.
 *
 * @throws Interrupted after `shouldStop`
 */
export async function run(config: TrainConfig, folder: RunFolder, hooks: RunHooks): Promise<RunResult> {
  const { chosen, summary, data, model: files, session } = await fit(config, folder, hooks);
  const stopIfAsked = () => {
    if (hooks.shouldStop()) throw new Interrupted();
  };
  return withModel(files, session, async model => {
    stopIfAsked();
    hooks.onEvent({ type: 'phase', text: 'Evaluating on the test set' });
    const calibration = await calibrateOn(model, data.validation);
    if (calibration) folder.saveModel(withThresholds(files, calibration));
    const found = calibration && { calibration, thresholds: thresholdsOf(calibration) };
    const evaluation = await evaluateModel(model, data, found);
    const result = { ...summary, metrics: evaluation.metrics };
    folder.saveMetrics(result);
    if (config.plots) {
      stopIfAsked();
      hooks.onEvent({ type: 'phase', text: 'Drawing' });
      await writeReport(folder, { config, chosen, result, model, evaluation, classes: data.classes });
    }
    return result;
  });
}
