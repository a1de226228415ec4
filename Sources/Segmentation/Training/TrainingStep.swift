/// What one step of training did.
public struct TrainingStep: Sendable, Hashable {
  /// The step's number, from 0.
  public let iteration: Int
  /// The learning rate.
  public let rate: Float
  /// The sum of both heads' losses, which was minimized.
  public let loss: Float
  /// The decode head's part.
  public let decodeLoss: Float
  /// The auxiliary head's part.
  public let auxiliaryLoss: Float

  /// A step as it was, for the history of a resumed run.
  public init(iteration: Int, rate: Float, loss: Float, decodeLoss: Float, auxiliaryLoss: Float) {
    self.iteration = iteration
    self.rate = rate
    self.loss = loss
    self.decodeLoss = decodeLoss
    self.auxiliaryLoss = auxiliaryLoss
  }
}
