/// Where the lines of a text begin and end.
struct LineTable: Sendable {
  private let starts: [Int]
  private let length: Int

  /// The lines of a text; `\n`, `\r` and `\r\n` end one.
  init(_ bytes: [UInt8]) {
    var starts = [0]
    for (index, byte) in bytes.enumerated() {
      let isPair =
        byte == ASCII.carriageReturn && index + 1 < bytes.count && bytes[index + 1] == ASCII.newline
      if ASCII.isNewline(byte), !isPair { starts.append(index + 1) }
    }
    self.starts = starts
    length = bytes.count
  }

  var count: Int { starts.count }

  /// The bytes of a line, counted from 1, its newline included.
  func range(of line: Int) -> Range<Int> {
    starts[line - 1]..<(line < starts.count ? starts[line] : length)
  }

  /// The line, from 1, that holds a byte.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }
}
