import Foundation
import StageProtocol
import Testing

@testable import StageKit

extension StageSuites {
  @Suite struct ShowTests {
    private func items(_ bench: Workbench) throws -> [ShownItem] {
      try bench.text("shown/shown.jsonl").split(separator: "\n").map {
        try JSONDecoder().decode(ShownItem.self, from: Data($0.utf8))
      }
    }

    @Test func everythingShownIsFiled() throws {
      let bench = try Workbench()
      defer { bench.remove() }
      _ = try Stage<NoParameters>(context: bench.context)
      let rows = [("unet", 0.5), ("nothing", Double.nan)]
      show(
        ShownTable(rows, [.init("model") { $0.0 }, .init("Dice", "%.2f") { $0.1 }]),
        label: "scores", caption: "Scores")
      show(svg: "<svg/>", label: "loss", caption: "Loss", alt: "falls")
      show(png: [1, 2, 3], label: "../scan 1", caption: "Scan", alt: "a scan")
      show(gallery: [ShownImage(png: [4], caption: "c", alt: "a")], label: "all", caption: "All")
      value("dice", 0.25)
      note("It **fell**.")
      let items = try items(bench)
      #expect(items.map(\.kind) == [.table, .plot, .image, .gallery, .value, .note])
      #expect(items.map(\.label) == ["scores", "loss", "item..-scan-1", "all", "dice", "note"])
      #expect(items[0].content[MediaType.text] == "model    Dice\nunet     0.50\nnothing     –")
      #expect(items[1].content[MediaType.svg] == "<svg/>")
      #expect(items[2].content[MediaType.png] == "item..-scan-1.png")
      #expect(try Data(contentsOf: URL(fileURLWithPath: bench.folder + "/shown/all.1.png")) == Data([4]))
      #expect(items[4].content[MediaType.json] == "0.25")
      #expect(items[5].content[MediaType.markdown] == "It **fell**.")
      #expect(items.allSatisfy { $0.place.file == "StageKitTests/ShowTests.swift" })
      #expect(Set(items.map(\.place.line)).count == 6)
    }

    @Test func scansAreFiledWithTheirOutlines() throws {
      let bench = try Workbench()
      defer { bench.remove() }
      _ = try Stage<NoParameters>(context: bench.context)
      let scan = ShownScan(
        name: "S1", png: [1], width: 8, height: 4, caption: "c", alt: "a", group: "worst", paths: ["M0 0H1Z"])
      show(
        scans: [scan], layers: [.init("grader 1", .reference)], sheet: [2], label: "scans", caption: "Scans",
        alt: "all")
      let item = try #require(try items(bench).first)
      #expect(item.kind == .scans && item.alt == "all")
      let json = Data((item.content[MediaType.scans] ?? "").utf8)
      let set = try JSONDecoder().decode(ShownScans.self, from: json)
      #expect(set.sheet == "scans.sheet.png" && set.scans.map(\.file) == ["scans.1.png"])
      #expect(set.scans[0].paths == ["M0 0H1Z"] && set.scans[0].group == "worst")
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: bench.folder + "/shown/scans.sheet.png")) == Data([2]))
    }

    @Test func labelsBecomeUnique() throws {
      let bench = try Workbench()
      defer { bench.remove() }
      _ = try Stage<NoParameters>(context: bench.context)
      for step in 0..<3 { show(svg: "<svg/>", label: "Loss", caption: "\(step)", alt: "") }
      show(svg: "<svg/>", label: "loss", caption: "", alt: "")
      value("n", 1)
      value("n", 2)
      let items = try items(bench)
      #expect(items.map(\.label) == ["Loss", "Loss-2", "Loss-3", "loss-4", "n", "n"])
      #expect(Set(items.prefix(3).map(\.place.column)).count == 1)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func aFullDiskIsSaid() throws {
      let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      #expect(writeAll(full.fileDescriptor, [1, 2, 3]) == ENOSPC)
      let bench = try Workbench()
      defer { bench.remove() }
      try FileManager.default.createDirectory(
        atPath: bench.context.shown, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: bench.context.shown + "/shown.jsonl", withDestinationPath: "/dev/full")
      let folder = ShownFolder(path: bench.context.shown)
      do {
        try folder.add(
          kind: .note, label: "n", caption: "", alt: "", place: .init(file: "a", line: 1, column: 1)
        ) { _ in [:] }
        Issue.record("a full disk went unseen")
      } catch {
        #expect("\(error)".hasSuffix("shown.jsonl: cannot write: No space left on device"))
      }
    }

    @Test func valuesKeepTheirDigits() {
      #expect(Float(0.1).shown == .number(0.1))
      #expect(Double.nan.shown == .null)
      #expect(Int?.none.shown == .null)
      #expect(UInt64.max.shown == .number(Double(UInt64.max)))
    }
  }
}
