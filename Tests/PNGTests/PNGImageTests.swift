import Foundation
import PNG
import Testing

/// An image whose samples all differ from their neighbors.
func pattern(_ width: Int, _ height: Int, _ channels: Int) -> PNGImage {
  let pixels = (0..<(width * height * channels)).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 3) }
  return PNGImage(width: width, height: height, channels: channels, pixels: pixels)
}

@Suite struct PNGImageTests {
  @Test(arguments: 1...4) func comesBackAsWritten(channels: Int) throws {
    let image = pattern(23, 17, channels)
    #expect(try PNGImage(bytes: image.encoded(), name: "x") == image)
    #expect(image.encoded() == image.encoded())
  }

  @Test func goesThroughAFile() throws {
    let path = NSTemporaryDirectory() + "fovea-\(UUID().uuidString).png"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let image = pattern(9, 5, 3)
    try image.write(to: path)
    #expect(try PNGImage(path: path) == image)
  }

  @Test func namesTheFileThatIsMissing() {
    #expect { try PNGImage(path: "/nowhere/a.png") } throws: { "\($0)".hasPrefix("/nowhere/a.png: expected") }
    #expect { try pattern(2, 2, 1).write(to: "/nowhere/a.png") } throws: {
      if case PNGError.unwritable(let path, _, _) = $0 { return path == "/nowhere/a.png" }
      return false
    }
  }

  @Test func expandsOneBitExactly() throws {
    let file = RawPNG.file(width: 10, height: 2, depth: 1, rows: [0, 0b1010_0000, 0b0100_0000, 0, 0xFF, 0])
    let image = try PNGImage(bytes: file, name: "mask")
    #expect(
      image.pixels == [255, 0, 255, 0, 0, 0, 0, 0, 0, 255] + [255, 255, 255, 255, 255, 255, 255, 255, 0, 0])
  }

  @Test func leavesSamplesAloneWhateverTheColorChunksSay() throws {
    let chunks =
      RawPNG.chunk("gAMA", RawPNG.bytes(10_000)) + RawPNG.chunk("sRGB", [0])
      + RawPNG.chunk("tEXt", Array("Comment\0none".utf8)) + RawPNG.chunk("iCCP", Array("x\0\0junk".utf8))
    let file = RawPNG.file(width: 3, height: 1, between: chunks, rows: [0, 1, 128, 200])
    #expect(try PNGImage(bytes: file, name: "x").pixels == [1, 128, 200])
  }

  @Test func readsInterlacedRows() throws {
    let file = RawPNG.file(width: 1, height: 1, interlace: 1, rows: [0, 77])
    #expect(try PNGImage(bytes: file, name: "x").pixels == [77])
  }
}

@Suite struct PNGRefusalTests {
  private func refusal(_ file: [UInt8]) -> String {
    do {
      _ = try PNGImage(bytes: file, name: "scan.png")
      return "accepted"
    } catch { return "\(error)" }
  }

  @Test func namesTheProperty() {
    let palette = RawPNG.chunk("PLTE", [0, 0, 0, 255, 0, 0])
    let cases: [([UInt8], String)] = [
      (RawPNG.file(width: 1, height: 1, depth: 16, rows: [0, 1, 2]), "16 bits"),
      (RawPNG.file(width: 1, height: 1, depth: 4, rows: [0, 0x10]), "4 bits"),
      (RawPNG.file(width: 1, height: 1, colorType: 3, between: palette, rows: [0, 1]), "palette"),
      (RawPNG.file(width: 1, height: 1, between: RawPNG.chunk("tRNS", [0, 1]), rows: [0, 1]), "tRNS"),
      (
        RawPNG.file(
          width: 1, height: 1, between: RawPNG.chunk("acTL", [0, 0, 0, 1, 0, 0, 0, 0]), rows: [0, 1]),
        "animation"
      ),
      (RawPNG.file(width: 1, height: 1, colorType: 5, rows: [0, 1]), "color type 5"),
      (RawPNG.file(width: 1 << 31 - 1, height: 1, rows: [0, 1]), "\(1 << 31 - 1)×1"),
      (RawPNG.file(width: 1_000_000, height: 1_000_000, rows: [0, 1]), "1000000×1000000"),
      (RawPNG.file(width: 0, height: 1, rows: [0]), "0×1"),
      (Array("<svg/>".utf8), "signature"),
      ([], "signature"),
    ]
    for (file, word) in cases {
      let text = refusal(file)
      #expect(text.hasPrefix("scan.png: expected ") && text.contains(word), "\(text)")
    }
  }

  /// Before memory is reserved for them.
  @Test func refusesSamplesThatTheFileCannotHold() {
    let side = UInt32(1 << 14)
    func text(_ colorType: UInt8, height: UInt32) -> String {
      refusal(RawPNG.file(width: side, height: height, colorType: colorType, rows: [0, 1]))
    }
    #expect(text(6, height: side).contains("expected at most 268435456 samples, found 16384×16384×4"))
    #expect(text(0, height: side).contains("too few to hold them"))
    #expect(text(0, height: 1).contains("too few to hold them"))
    // 13 bytes of IDAT could hold 9000 pixels, but do not: libpng says so.
    let short = refusal(RawPNG.file(width: 9000, height: 1, rows: [0, 1]))
    #expect(short != "accepted" && !short.contains("too few"), "\(short)")
  }

  /// As good as the compressor can do.
  @Test func readsAMillionZeros() throws {
    let image = PNGImage(
      width: 1024, height: 1024, channels: 1, pixels: [UInt8](repeating: 0, count: 1 << 20))
    #expect(try PNGImage(bytes: image.encoded(), name: "x") == image)
  }

  @Test func refusesTooManyChunks() {
    let long = RawPNG.chunk("tEXt", Array("Comment\0".utf8) + [UInt8](repeating: 65, count: 3 << 20))
    #expect(refusal(RawPNG.file(width: 1, height: 1, between: long, rows: [0, 1])) == "accepted")
    let many = (0..<10_001).flatMap { _ in RawPNG.chunk("tEXt", [65, 0]) }
    #expect(refusal(RawPNG.file(width: 1, height: 1, between: many, rows: [0, 1])).contains("10000 chunks"))
  }

  @Test func refusesRowsThatDoNotFitTheHeader() {
    #expect(refusal(RawPNG.file(width: 2, height: 2, rows: [0, 1, 2])) != "accepted")
    #expect(refusal(RawPNG.file(width: 2, height: 1, rows: [0, 1, 2, 0, 3, 4])) != "accepted")
    #expect(refusal(RawPNG.file(width: 2, height: 1, rows: [9, 1, 2])) != "accepted")
  }

  @Test func refusesWhateverFollowsTheEnd() {
    #expect(refusal(pattern(4, 4, 1).encoded() + [0]).contains("1 more bytes"))
  }

  /// Headers and streams made to do harm, with fresh checksums: refused or read, and nothing crashes.
  @Test func craftedFilesAreRefusedOrRead() {
    let header: [UInt8] = RawPNG.bytes(6) + RawPNG.bytes(4) + [8, 0, 0, 0, 0]
    let stream = RawPNG.stored((0..<28).map { $0 % 7 == 0 ? 0 : UInt8($0) })
    var read = 0
    for bit in 0..<((header.count + stream.count) * 8) {
      var (header, stream) = (header, stream)
      if bit / 8 < header.count {
        header[bit / 8] ^= 1 << (bit % 8)
      } else {
        stream[bit / 8 - header.count] ^= 1 << (bit % 8)
      }
      let file =
        RawPNG.signature + RawPNG.chunk("IHDR", header) + RawPNG.chunk("IDAT", stream)
        + RawPNG.chunk("IEND", [])
      if refusal(file) == "accepted" { read += 1 }
    }
    #expect(read < 8)
  }

  /// Every length of a small file but its own, and every single bit of it.
  @Test func noDamageIsSilent() {
    let files =
      (1...4).map { pattern(13, 11, $0).encoded() } + [
        RawPNG.file(
          width: 9, height: 3, depth: 1, between: RawPNG.chunk("tEXt", [65, 0, 66]),
          rows: [0, 1, 0, 0, 2, 0, 0, 3, 0])
      ]
    var truncations = 0
    var flips = 0
    for file in files {
      for length in 0..<file.count {
        truncations += 1
        #expect(refusal(Array(file[..<length])) != "accepted", "truncated to \(length) of \(file.count)")
      }
      for bit in 0..<(file.count * 8) {
        var damaged = file
        damaged[bit / 8] ^= 1 << (bit % 8)
        flips += 1
        #expect(refusal(damaged) != "accepted", "bit \(bit) of \(file.count) bytes")
      }
    }
    print("PNG: \(truncations) truncations and \(flips) flipped bits refused")
    #expect(truncations > 1000 && flips == truncations * 8)
  }
}
