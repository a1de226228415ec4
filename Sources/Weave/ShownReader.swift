private import Foundation
import StageProtocol

/// Reads what a cell showed from its folder.
struct ShownReader {
  let folder: String
  /// Whether the run may have been cut off in the middle of a line.
  let isPartial: Bool

  /// The bytes of a payload at most, as the store reads them.
  private static let limit = 256 << 20

  /// The items in the order of their recording.
  func items() throws(WeaveError) -> [ShownItem] {
    let path = "\(folder)/shown.jsonl"
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let lines = try read("shown.jsonl").split(separator: UInt8(ascii: "\n"))
    var items: [ShownItem] = []
    for (index, line) in lines.enumerated() {
      do {
        items.append(try JSONDecoder().decode(ShownItem.self, from: Data(line)))
      } catch {
        if isPartial, index == lines.count - 1 { break }
        throw .badShown(path: path, line: index + 1, reason: String(describing: error))
      }
    }
    return items
  }

  /// What stands in for items that a running stage will show when it is done; half a line is none.
  func previews() throws(WeaveError) -> [ShownItem] {
    guard FileManager.default.fileExists(atPath: "\(folder)/\(ShownItem.previewFile)") else { return [] }
    let shown = Set(try items().map(\.label))
    return try read(ShownItem.previewFile).split(separator: UInt8(ascii: "\n"))
      .compactMap { try? JSONDecoder().decode(ShownItem.self, from: Data($0)) }
      .filter { !shown.contains($0.label) }
  }

  /// An item's content, its payloads read.
  func body(_ item: ShownItem) throws(WeaveError) -> PageItem.Body {
    if let text = item.content[MediaType.table] { return .table(try table(text, item)) }
    if let svg = item.content[MediaType.svg] { return .drawing(try Drawing.harmless(svg, label: item.label)) }
    if let file = item.content[MediaType.png] { return .image(try png(file)) }
    if let text = item.content[MediaType.gallery] { return .gallery(try gallery(try decode(text, item))) }
    if let text = item.content[MediaType.scans] { return .scans(try scans(try decode(text, item), item)) }
    if let text = item.content[MediaType.json] {
      let value: JSONValue = try decode(text, item)
      return .value(value.printable)
    }
    if let text = item.content[MediaType.markdown] { return .markdown(text) }
    return .markdown(item.content[MediaType.text] ?? "")
  }

  /// Whatever a stage has written as a table, with rows as long as its heading.
  private func table(_ text: String, _ item: ShownItem) throws(WeaveError) -> ShownTable {
    var table: ShownTable = try decode(text, item)
    if let row = table.rows.first(where: { $0.count != table.columns.count }) {
      throw .badShown(
        path: "\(folder)/shown.jsonl", line: 0,
        reason: "'\(item.label)': a row of \(row.count) values for \(table.columns.count) columns")
    }
    table.rows = table.rows.map { $0.map(\.printable) }
    return table
  }

  private func gallery(_ gallery: ShownGallery) throws(WeaveError) -> [PageItem.Picture] {
    var pictures: [PageItem.Picture] = []
    for image in gallery.images {
      pictures.append(.init(png: try png(image.file), caption: image.caption, alt: image.alt))
    }
    return pictures
  }

  private func scans(_ set: ShownScans, _ item: ShownItem) throws(WeaveError) -> PageItem.Scans {
    var pngs: [[UInt8]] = []
    for scan in set.scans {
      guard scan.paths.count == set.layers.count, scan.width > 0, scan.height > 0,
        scan.paths.allSatisfy({ $0.utf8.allSatisfy(Self.isPathData) })
      else {
        throw .badDrawing(label: item.label, found: "scan \(scan.name) with other outlines or no size")
      }
      pngs.append(try png(scan.file))
    }
    return PageItem.Scans(set: set, pngs: pngs, sheet: try png(set.sheet))
  }

  /// What an outline is written with, and nothing that could end an attribute.
  private static func isPathData(_ byte: UInt8) -> Bool {
    "MHVLZmhvlz0123456789 .,-".utf8.contains(byte)
  }

  private func png(_ name: String) throws(WeaveError) -> [UInt8] {
    let bytes = try read(name)
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard bytes.starts(with: signature) else {
      throw .badPayload(path: "\(folder)/\(name)", reason: "expected a PNG file, found other bytes")
    }
    return bytes
  }

  /// A payload is a plain name, so that no record leads out of the folder.
  private func read(_ name: String) throws(WeaveError) -> [UInt8] {
    let path = "\(folder)/\(name)"
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
      throw .badPayload(path: path, reason: "expected a file name, found a path")
    }
    do {
      // While a stage runs nothing has filed this yet: a pipe would be waited for, and anything may be too large.
      let facts = try FileManager.default.attributesOfItem(atPath: path)
      let size = (facts[.size] as? NSNumber)?.intValue ?? 0
      guard facts[.type] as? FileAttributeType == .typeRegular, size <= Self.limit else {
        throw WeaveError.badPayload(
          path: path, reason: "expected a file of at most \(Self.limit >> 20) MiB, found another")
      }
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch let error as WeaveError {
      throw error
    } catch {
      throw .badPayload(path: path, reason: "expected a payload, found \(error.localizedDescription)")
    }
  }

  private func decode<Value: Decodable>(_ text: String, _ item: ShownItem) throws(WeaveError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw .badShown(
        path: "\(folder)/shown.jsonl", line: 0, reason: "'\(item.label)': \(String(describing: error))")
    }
  }
}

extension JSONValue {
  /// The value with numbers beyond 64 bits as text: a format for whole numbers holds no more.
  fileprivate var printable: JSONValue {
    switch self {
    case .number(let value) where value.magnitude >= 0x1p63: .string(NumberFormat.standard.text(value))
    case .array(let values): .array(values.map(\.printable))
    case .object(let members): .object(members.mapValues(\.printable))
    case .null, .bool, .integer, .number, .string: self
    }
  }
}
