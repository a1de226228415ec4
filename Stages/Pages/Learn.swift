public import Experiment
import Plots
public import Segmentation
public import StageKit
import StageProtocol

extension Stage {
  /// Learns what is left of a run, under the cell that calls: steps with their losses as progress, a live page, the
  /// curves on record and, in the end, the loss as a drawing.
  ///
  /// The state is saved every `interval` steps and when the stage is asked to stop, which ends the process. Throws
  /// what `ResumableRun.run` throws.
  ///
  /// - Parameters:
  ///   - title: the drawing's.
  ///   - samples: the samples by index, counted from 0.
  public func learn(
    _ run: ResumableRun, every interval: Int, title: String, samples: (Int) throws -> TrainingSample,
    file: String = #fileID, line: Int = #line, column: Int = #column
  ) throws {
    if let beginning = run.beginning { log(beginning) }
    let settings = run.trainer.settings
    let meter = meter(iterations: settings.iterations)
    func sample(_ index: Int) throws -> TrainingSample { try meter.loading { try samples(index) } }
    let isDone = try run.run(every: interval, samples: sample) { step in
      meter.step(step.iteration + 1, step.scalars(settings.loss))
      preview(
        label: "loss", caption: "Loss so far.", alt: run.lossSummary, file: file, line: line, column: column
      ) {
        run.lossChart(title: title, tellsSeams: true).svg
      }
      return shouldStop
    }
    guard isDone else { stop() }
    for scalar in run.scalars { record(scalar.tag, steps: scalar.steps, values: scalar.values) }
    show(
      svg: run.lossChart(title: title).svg, label: "loss",
      caption: "Loss by iteration, raw and smoothed, with the learning rate below.", alt: run.lossSummary,
      file: file, line: line, column: column)
  }
}
