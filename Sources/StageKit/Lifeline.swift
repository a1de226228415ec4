private import CProcess
private import Foundation

/// Ties the life of this process to the driver's: it ends when the driver's thread or process ends.
///
/// Standard input is the lifeline, a pipe whose other end only the driver holds; nothing is ever sent.
func tieToDriver() {
  _ = die_with_parent()
  Thread.detachNewThread {
    var byte: UInt8 = 0
    while true {
      let count = read(0, &byte, 1)
      if count == 0 || (count < 0 && errno != EINTR) { _exit(1) }
    }
  }
}
