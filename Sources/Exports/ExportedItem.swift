internal import ContentStore
internal import Digest
internal import Foundation
internal import Provenance

/// What a run used or made: bytes at a place, from the hands of one run or from outside.
///
/// Bytes alone are no identity: of two runs that made equal bytes, one would lose its place and the thing
/// that both are said to have made would have two makers.
struct ExportedItem {
  /// What it holds.
  let content: ContentID
  /// Its place within the workspace, without a slash at its end; nil outside.
  let path: String?
  /// The run that made it; nil for what came from outside.
  let run: String?

  /// Its name without the namespace of its kind: `DIGEST@RUN/PATH`, as far as they are known.
  var localName: String {
    let place = path?.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
    return content.digest.hex + (run.map { "@" + $0 } ?? "") + (place.map { "/" + $0 } ?? "")
  }

  /// Its name, which no other item has.
  var name: String { Self.namespace(content.kind) + localName }

  /// Where names of files and names of folders begin.
  ///
  /// A folder's digest is that of `FolderManifest`: no SHA-256 of any file's bytes gives it.
  static func namespace(_ kind: ContentID.Kind) -> String {
    kind == .file ? "urn:sha256:" : "urn:fovea:folder1:"
  }
}

extension ExportSource {
  /// What a run made, as an item.
  func item(_ output: RunRecord.Output, of maker: Maker) -> ExportedItem {
    ExportedItem(content: output.content, path: output.path, run: maker.run)
  }

  /// What a run used, in the order of its ingredients.
  func inputs(of maker: Maker) -> [(input: KeyIngredients.Input, item: ExportedItem)] {
    zip(maker.ingredients.inputs, lineage.origins[maker.run] ?? []).map { input, run in
      let path = input.path.map(FileSystem.bare)
      // A copy outside the workspace has no path, yet is what the run made.
      let made = run.flatMap(lineage.maker)?.outputs.first { output in
        output.content == input.content && (path == nil || path == output.path)
      }
      let place = made.map(\.path) ?? path
      return (input, ExportedItem(content: input.content, path: place, run: run))
    }
  }

  /// Whether no run of this lineage made it.
  func isFromOutside(_ item: ExportedItem) -> Bool { item.run.flatMap(lineage.maker) == nil }
}
