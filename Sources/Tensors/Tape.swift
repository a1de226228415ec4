/// The record of one forward pass, played backward to find gradients.
///
/// Operations are played back in the reverse of the order in which they were recorded, so gradients add up
/// in a fixed order. Playing back empties the tape and lets go of every activation as soon as it is used.
public final class Tape {
  /// An operation: where its gradients arrive and go, and how; values live on only in `pull`, which holds
  /// those that it needs.
  private struct Step {
    let output: GradientSlot
    let inputs: [GradientSlot?]
    let pull: (Tensor) -> [Tensor?]
  }

  private var steps: [Step] = []

  /// Creates an empty tape.
  public init() {}

  /// The number of recorded operations.
  public var count: Int { steps.count }

  /// Records an operation; `pull` maps the output's gradient to the gradients of `inputs`, in their order.
  ///
  /// For an untracked input `pull` may answer nil. It adds the gradients of parameters itself.
  func record(_ value: Tensor, _ inputs: [Variable], pull: @escaping (Tensor) -> [Tensor?]) -> Variable {
    let output = Variable(value, isTracked: true)
    steps.append(Step(output: output.slot, inputs: inputs.map { $0.isTracked ? $0.slot : nil }, pull: pull))
    return output
  }

  /// Finds the gradients of everything that `output` depends on.
  ///
  /// `gradient` is that of `output` itself; the default is ones, right for a loss.
  public func backward(from output: Variable, gradient: Tensor? = nil, pool: WorkerPool) {
    output.gradient = gradient ?? ones(output.shape)
    while let step = steps.popLast() {
      guard let arriving = step.output.gradient else { continue }
      step.output.gradient = nil
      for (input, part) in zip(step.inputs, step.pull(arriving)) {
        guard let input, let part else { continue }
        precondition(
          part.shape == input.shape, "a gradient of \(part.shape) for a variable of \(input.shape)")
        input.gradient = input.gradient.map { sum($0, part, pool) } ?? part
      }
    }
  }

  private func ones(_ shape: Shape) -> Tensor {
    let tensor = Tensor(shape)
    for pixel in 0..<shape.pixels {
      for channel in 0..<shape.channels { tensor.pointer[pixel * shape.stride + channel] = 1 }
    }
    return tensor
  }
}
