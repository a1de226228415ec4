/// Width and height stand behind a PNG file's signature, big-endian, at bytes 16 and 20.
enum PNGHeader {
  static func width(_ png: [UInt8]) -> Int { number(png, at: 16) }
  static func height(_ png: [UInt8]) -> Int { number(png, at: 20) }

  private static func number(_ png: [UInt8], at place: Int) -> Int {
    png.count >= place + 4 ? png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } : 0
  }
}
