internal import Glibc
internal import Provenance

/// Why a run of a stage came to nothing.
public enum StageFailure: Error, Equatable, CustomStringConvertible {
  /// It ended with a code other than 0.
  case exited(code: Int32)
  /// A signal ended it.
  case killed(signal: Int32, peakMemory: Int64)
  /// It ran longer than its `timeout`.
  case tookTooLong(seconds: Double)
  /// It wrote more to its log than anybody reads.
  case logTooLong(limit: Int64)
  /// It sent more events than anybody reads, or one that never ends.
  case eventsTooLong(limit: Int)
  /// It failed, and the sandbox had refused it something.
  indirect case refused(StageFailure, [Refusal])
  /// A person or the system asked the driver to stop.
  case interrupted
  /// It said itself why.
  case said(String)
  /// Its outputs are not what pipeline.yaml declares: a sentence for each.
  case outputs([String])
  /// Its inputs changed while it ran: a sentence for each.
  case tainted([String])
  /// Something around it failed.
  case other(String)

  /// How a record calls a run that ended so.
  var outcome: RunRecord.Outcome { if case .tainted = self { .tainted } else { .failed } }

  /// What happened, with what is expected and found.
  public var description: String {
    switch self {
    case .exited(let code): "the stage exited with code \(code); expected 0"
    case .killed(let signal, let memory): Self.death(signal, memory)
    case .tookTooLong(let seconds):
      "the stage ran longer than its timeout of \(Self.rounded(seconds)) s and was killed"
    case .logTooLong(let limit): "the stage wrote more than \(limit >> 20) MiB to its log and was killed"
    case .eventsTooLong(let limit):
      "the stage sent more than \(limit >> 20) MiB of events, or a line of more than "
        + "\(StageProcess.eventLimit >> 20) MiB, and was killed"
    case .refused(let failure, let refusals):
      failure.description + "\n" + refusals.map(\.description).joined(separator: "\n")
    case .interrupted: "interrupted; what the stage saved to resume from is kept"
    case .said(let words): words
    case .outputs(let problems): problems.joined(separator: "\n")
    case .tainted(let changes): changes.joined(separator: "\n") + "\nits outputs were not kept; run again"
    case .other(let words): words
    }
  }

  private static func death(_ signal: Int32, _ memory: Int64) -> String {
    let peak = "peak memory \(memory >> 20) MiB"
    return switch signal {
    case SIGILL, SIGTRAP:
      "the stage stopped at a trap (signal \(signal)): a failed precondition or an overflow; the log has the line; "
        + "without a line, perhaps a processor without AVX2, FMA and BMI2, which the engine needs"
    case SIGSEGV, SIGBUS: "the stage crashed with a memory fault (signal \(signal)); \(peak)"
    case SIGABRT: "the stage aborted (signal \(signal)); the log may say why"
    case SIGKILL: "the stage was killed (signal 9), as the kernel does when memory runs out; \(peak)"
    case SIGXFSZ: "the stage wrote a file over the size limit (signal \(signal))"
    default: "the stage was ended by signal \(signal); \(peak)"
    }
  }

  private static func rounded(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? String(Int(seconds)) : String((seconds * 10).rounded() / 10)
  }
}
