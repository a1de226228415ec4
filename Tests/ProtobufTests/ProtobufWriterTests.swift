import Foundation
import Protobuf
import Testing

@Suite struct ProtobufWriterTests {
  /// The examples of protobuf.dev's page on the encoding, and one of each kind of field.
  @Test func writesWhatTheSpecificationShows() {
    var message = ProtobufWriter()
    message.integer(1, 150)
    #expect(Array(message.data) == [0x08, 0x96, 0x01])
    message = ProtobufWriter()
    message.text(2, "testing")
    #expect(Array(message.data) == [0x12, 0x07] + Array("testing".utf8))
    message = ProtobufWriter()
    message.message(3) { $0.integer(1, 150) }
    #expect(Array(message.data) == [0x1A, 0x03, 0x08, 0x96, 0x01])
    message = ProtobufWriter()
    message.integer(1, -2)
    #expect(Array(message.data) == [0x08, 0xFE] + Array(repeating: 0xFF, count: 8) + [0x01])
    message = ProtobufWriter()
    message.number(1, 1.5)
    #expect(Array(message.data) == [0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F])
    message = ProtobufWriter()
    message.number(1, Float(1.5))
    #expect(Array(message.data) == [0x0D, 0, 0, 0xC0, 0x3F])
  }
}
