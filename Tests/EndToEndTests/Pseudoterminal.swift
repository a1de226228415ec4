import Foundation
import Testing

/// A terminal as programs see it, whose screen a test can read.
final class Pseudoterminal {
  let programSide: FileHandle
  private let ownSide: Int32
  private var seen: [UInt8] = []

  init(columns: UInt16, rows: UInt16 = 24) throws {
    // Linux's own way: glibc's functions for it are not imported. TIOCSPTLCK unlocks, TIOCGPTN gives the number.
    ownSide = Foundation.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: UInt32 = 0
    try #require(
      ownSide >= 0 && ioctl(ownSide, 0x4004_5431, &lock) == 0 && ioctl(ownSide, 0x8004_5430, &number) == 0)
    let name = "/dev/pts/\(number)"
    let other = Foundation.open(name, O_RDWR | O_NOCTTY)
    try #require(other >= 0)
    programSide = FileHandle(fileDescriptor: other, closeOnDealloc: true)
    try resize(columns: columns, rows: rows)
    _ = fcntl(ownSide, F_SETFL, O_NONBLOCK)
  }

  deinit { close(ownSide) }

  /// Gives the terminal another size.
  func resize(columns: UInt16, rows: UInt16 = 24) throws {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(ownSide, UInt(TIOCSWINSZ), &size) == 0)
  }

  /// Everything that was written so far, with its control characters.
  var text: String {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(ownSide, &buffer, buffer.count)
      guard count > 0 else { break }
      seen += buffer[..<count]
    }
    return String(decoding: seen, as: UTF8.self)
  }

  /// What a person sees in the end: carriage returns, erased lines and movements upwards obeyed, colors left out.
  var screen: [String] {
    var lines: [[Character]] = [[]]
    var (row, column) = (0, 0)
    var rest = Substring(text.replacing("\r\n", with: "\n"))
    while let character = rest.popFirst() {
      switch character {
      case "\n":
        row += 1
        column = 0
        if row == lines.count { lines.append([]) }
      case "\r": column = 0
      case "\u{1b}":
        // What was read so far may end in the middle of a sequence.
        rest = rest.dropFirst()
        let parameter = rest.prefix { $0.isNumber || $0 == ";" }
        rest = rest.dropFirst(parameter.count)
        switch rest.popFirst() {
        case "A": row = max(0, row - (Int(parameter) ?? 1))
        case "K": lines[row] = []
        default: break
        }
      default:
        while lines[row].count <= column { lines[row].append(" ") }
        lines[row][column] = character
        column += 1
      }
    }
    return lines.map { String($0) }
  }
}
