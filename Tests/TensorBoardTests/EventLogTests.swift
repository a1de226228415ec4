import Foundation
import Testing

@testable import TensorBoard

@Suite struct EventLogTests {
  static var log: EventLog {
    var log = EventLog(time: 1_700_000_000.5, begun: 1_700_000_000)
    log.scalars = [
      .init(tag: "loss", steps: [1, 2, 3], values: [0.5, 0.25, 0.125]),
      .init(tag: "lr", steps: [1, 3], values: [0.01, 0.001]),
    ]
    log.images = [.init(tag: "overlay", step: 3, png: [0x89, 0x50])]
    log.settings = ["rate": .number(0.01), "loss": .text("ce"), "flip": .truth(true)]
    return log
  }

  /// RFC 3720, B.4: zeros, ones, rising, falling; and the check that every text names, of "123456789".
  @Test func checksAreThoseOfTheStandard() {
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(UInt8(0)..<32) == 0x46DD_794E)
    #expect(CRC32C.checksum((UInt8(0)..<32).reversed()) == 0x113F_DB5C)
    #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
    #expect(CRC32C.masked([]) == 0xA282_EAD8)
  }

  /// The records of a file: their checks hold, and nothing is left over.
  static func records(_ file: Data) throws -> [Data] {
    var rest = Array(file)[...]
    var records: [Data] = []
    func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    while !rest.isEmpty {
      try #require(rest.count >= 16)
      let head = rest.prefix(8)
      let count = Int(number(head))
      #expect(UInt32(number(rest.dropFirst(8).prefix(4))) == CRC32C.masked(head))
      try #require(rest.count >= count + 16)
      let body = rest.dropFirst(12).prefix(count)
      #expect(UInt32(number(rest.dropFirst(12 + count).prefix(4))) == CRC32C.masked(body))
      records.append(Data(body))
      rest = rest.dropFirst(count + 16)
    }
    return records
  }

  @Test func everyStepIsOneEventAndTheSameLogTheSameBytes() throws {
    let file = Self.log.encoded()
    #expect(file == Self.log.encoded())
    let records = try Self.records(file)
    // Version, start, hyper-parameters, three steps, an image, the end.
    #expect(records.count == 8)
    #expect(records[0].range(of: Data("brain.Event:2".utf8)) != nil)
    #expect(records[2].range(of: Data("_hparams_/session_start_info".utf8)) != nil)
    #expect(records[3].range(of: Data("lr".utf8)) != nil && records[4].range(of: Data("lr".utf8)) == nil)
    #expect(records[6].range(of: Data([0x89, 0x50])) != nil)
    #expect(records[7].range(of: Data("_hparams_/session_end_info".utf8)) != nil)
  }

  @Test func withoutSettingsThereIsNoSession() throws {
    var log = Self.log
    log.settings = [:]
    #expect(try Self.records(log.encoded()).count == 6)
    #expect(log.lastStep == 3 && log.fileName == "events.out.tfevents.1700000000.fovea")
  }
}
