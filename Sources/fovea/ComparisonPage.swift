internal import ContentStore
internal import Digest
internal import Foundation
internal import Git
internal import Provenance
internal import Weave

/// The page of `fovea diff --html`: a comparison with the images themselves.
final class ComparisonPage {
  private struct Images: Hashable {
    let old: SHA256Digest
    let new: SHA256Digest
  }

  private var pictures: [Images: ComparisonInput.Picture] = [:]

  /// Compares images as `PixelComparison` does, and keeps them with pictures of their differences.
  func look(_ images: [Comparison.ImagePair], pictures folder: String?) throws -> [Comparison.Pixels?] {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "fovea-diff-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let kept = folder ?? scratch.path
    let found = try PixelComparison.compare(images, pictures: kept)
    for (index, (pair, pixels)) in zip(images, found).enumerated() {
      guard let pixels else { continue }
      let (old, new) = (try FileSystem.read(pair.old), try FileSystem.read(pair.new))
      let difference = PixelComparison.picture(index, in: kept)
      pictures[Images(old: SHA256Digest(of: old), new: SHA256Digest(of: new))] = ComparisonInput.Picture(
        old: old, new: new,
        difference: try FileSystem.exists(difference) ? try FileSystem.read(difference) : nil,
        // Of images of two sizes all is different.
        differing: pixels.size == nil ? .max : pixels.differing)
    }
    return found
  }

  /// The page's text.
  func html(_ comparison: Comparison, project: String) -> String {
    let changed = comparison.pairs.filter { !$0.isEqual }
    return ComparisonWriter.html(
      ComparisonInput(
        project: project, old: comparison.old.text, new: comparison.new.text,
        codes: comparison.codes.map(code), pairs: changed.map(pair),
        same: comparison.pairs.count - changed.count))
  }

  private func code(_ code: Comparison.Code) -> ComparisonInput.Code {
    ComparisonInput.Code(
      old: String(code.old.hex.prefix(12)), new: String(code.new.hex.prefix(12)),
      files: code.files.map { ($0.kind.rawValue, $0.path, $0.added, $0.removed) }, patch: code.patch,
      problem: code.problem)
  }

  private func pair(_ pair: Comparison.Pair) -> ComparisonInput.Pair {
    ComparisonInput.Pair(
      name: pair.name, old: pair.old, new: pair.new, reasons: pair.ingredients.map(\.description),
      metrics: pair.metrics.map { .init(name: $0.name, old: $0.old, new: $0.new) },
      files: pair.files.map(file))
  }

  private func file(_ file: Comparison.File) -> ComparisonInput.File {
    var picture: ComparisonInput.Picture?
    if let old = file.old, let new = file.new { picture = pictures[Images(old: old, new: new)] }
    return ComparisonInput.File(
      path: file.path, old: file.old.map { String($0.hex.prefix(12)) },
      new: file.new.map { String($0.hex.prefix(12)) },
      words: file.pixels.map(\.words) ?? (file.old == nil ? "new" : file.new == nil ? "gone" : "other bytes"),
      picture: picture)
  }
}
