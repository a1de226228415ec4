private import Foundation

/// Ends the process when top-level code throws: the error's description is the failure, the code is 1.
///
/// The compiler's `main` calls `swift_errorInMain`, which traps; the linker is told to call this
/// instead (`--wrap` in the manifest), so that a stage may simply say `try`. Elsewhere the trap stays.
@_silgen_name("__wrap_swift_errorInMain")
public func endAfterTopLevelError(_ error: any Error) -> Never {
  let text = String(describing: error)
  if let reporter = Reporter.current {
    reporter.fail(text)
  } else {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }
  exit((error as? StageError)?.exitCode ?? 1)
}
