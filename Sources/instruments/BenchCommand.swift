import ArgumentParser

/// `fovea bench`: what the engine takes for a step or a prediction, on random data.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time the engine on random data.",
    subcommands: [TrainStepCommand.self, ForwardCommand.self, DigestCommand.self])
}

/// `fovea bench train-step`.
struct TrainStepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-step",
    abstract: "Time a step of training: both heads, cross entropy, backward pass, SGD.")

  @OptionGroup var options: BenchOptions

  func run() throws {
    try answering {
      let subject = try BenchSubject.trainingStep(options)
      try Bench(subject: subject, options: options).run()
    }
  }
}

/// `fovea bench forward`.
struct ForwardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forward", abstract: "Time a prediction: the decode head's logits at the image's size.")

  @OptionGroup var options: BenchOptions

  func run() throws {
    try answering {
      let subject = try BenchSubject.forward(options)
      try Bench(subject: subject, options: options).run()
    }
  }
}
