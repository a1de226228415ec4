private import Foundation

/// Ties the life of this process to the driver's, wherever the kernel does not do so by itself.
///
/// Standard input is the lifeline, a pipe whose other end only the driver holds; nothing is ever sent.
/// The driver also asks the kernel to kill what it starts (PR_SET_PDEATHSIG).
func tieToDriver() {
  Thread.detachNewThread {
    var byte: UInt8 = 0
    while true {
      let count = read(0, &byte, 1)
      if count == 0 || (count < 0 && errno != EINTR) { _exit(1) }
    }
  }
}
