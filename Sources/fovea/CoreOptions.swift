internal import ArgumentParser
internal import Foundation

/// The options by which a command that runs stages is told how much of the machine it may use.
struct CoreOptions: ParsableArguments {
  @Option(name: [.long, .customShort("j", allowingJoined: true)], help: "Cores in total (default: all).")
  var jobs: Int?
  @Option(help: "Threads for each stage, at most 256 (default: its cores).") var threads: Int?

  /// The cores in total.
  var count: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs: expected a number from 1, found \(jobs)") }
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads: expected a number of 1 to 256, found \(threads)")
    }
  }
}
