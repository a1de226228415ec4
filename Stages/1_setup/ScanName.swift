import Foundation
import Retina

/// The name of a scan in a folder of PNG files: `S03_12.png` is scan 12 of subject 3.
struct ScanName {
  let file: String
  /// What stands before the subject's number; the same in all files of a folder.
  let prefix: String
  let subject: Subject
  let number: Int

  /// Reads a file name; throws `DataError` when subject and scan cannot be told.
  init(_ file: String, in folder: String) throws {
    let stem = file.dropLast(".png".count)
    let parts = stem.split(separator: "_")
    guard parts.count >= 2, let number = Int(parts[parts.count - 1]),
      let subject = Int(parts[parts.count - 2].drop { !$0.isNumber }), number >= 0
    else {
      throw DataError.file(
        path: "\(folder)/images/\(file)", expected: "a name like S03_12.png (subject 3, scan 12)", found: file
      )
    }
    self.file = file
    let word = parts[parts.count - 2]
    prefix = (parts.dropLast(2) + [word.prefix { !$0.isNumber }]).joined(separator: "_")
    self.number = number
    self.subject = Subject(subject)
  }
}
