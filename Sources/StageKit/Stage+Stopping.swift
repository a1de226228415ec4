private import Foundation
private import StageProtocol
private import Synchronization

/// Set by SIGTERM once somebody has asked for it.
private let stopRequested = Atomic<Bool>(false)

/// Installs the handler on first use: a stage that never asks is ended by SIGTERM at once.
private let listening: Bool = {
  stopRequested.store(false, ordering: .relaxed)
  signal(SIGTERM) { _ in stopRequested.store(true, ordering: .relaxed) }
  return true
}()

/// The exit code of a stage that stopped politely when asked; its scratch folder holds what it needs
/// to go on (EX_TEMPFAIL of sysexits.h).
public let stoppedExitCode: Int32 = 75

extension Stage {
  /// Whether the driver has asked for a polite stop (SIGTERM).
  ///
  /// A training loop looks at it after every step, saves a checkpoint in `scratch` and calls `stop`.
  /// From the first look on, SIGTERM no longer ends the process by itself.
  public var shouldStop: Bool {
    listening && stopRequested.load(ordering: .relaxed)
  }

  /// Ends the stage with exit code 75: not done, but ready to go on.
  ///
  /// The driver says that it was stopped and where; `reason` is for what the driver cannot know.
  public func stop(_ reason: String? = nil) -> Never {
    if let reason { reporter.send(.message(reason)) }
    exit(stoppedExitCode)
  }

  /// Ends the stage as failed, with a sentence for the person who started it.
  public func fail(_ reason: String) -> Never {
    reporter.fail(reason)
    exit(1)
  }
}
