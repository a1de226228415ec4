public import StageProtocol

/// What a stage sees of the pipeline: its parameters, inputs and outputs, and the way to report.
///
/// The first line of a stage is `let stage = try Stage<SplitParameters>()`. It reads the context that the
/// driver names, decodes the parameters and ties the process's life to the driver's. An error thrown by
/// top-level code after it ends the stage with the error's description and exit code 1. The functions
/// `show`, `value` and `note` report to this stage.
public struct Stage<Parameters: Decodable & Sendable>: Sendable {
  /// The parameters that pipeline.yaml declares for the stage, `a.b` as a member `b` of `a`.
  public let parameters: Parameters
  /// The whole context, for what has no name of its own here.
  public let context: StageContext
  let reporter: Reporter

  /// The stage that the driver starts; throws `StageError` on a bad context or parameter.
  public init() throws {
    try self.init(context: StageContext.ofThisProcess())
    if context.events != nil { tieToDriver() }
  }

  /// A stage with a given context, for tests; it becomes the one that `show` reports to.
  public init(context: StageContext) throws {
    reporter = Reporter(context: context)
    reporter.becomeCurrent()
    self.context = context
    parameters = try ParameterDecoding.decode(Parameters.self, from: context.parameters)
  }

  /// The stage's name in pipeline.yaml.
  public var name: String { context.stage }

  /// The cell's name, or nil for a stage without a matrix.
  public var cell: String? { context.cell }

  /// The root of every random stream of the stage.
  public var seed: UInt64 { context.seed }

  /// How many threads the stage may use; its results must not depend on it.
  public var threads: Int { context.threads }
}

/// A stage that has no parameters: `Stage<NoParameters>`.
public struct NoParameters: Decodable, Sendable {}
