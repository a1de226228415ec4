// For every operation of a training step: its time, the share of the processor's multiply-add peak that its
// directly counted multiplications come to, and the share of the memory's bandwidth that its tensors, each
// counted once, come to. Both ceilings are measured first. Winograd's method needs a quarter of the
// multiplications of a 3 × 3 layer, so its share of the peak can reach 400 %.
//
// Usage: roofline [MODEL] [--crop C] [--batch B] [--threads T] [--repeats R] [--only TEXT]
// Prints a Markdown table on standard output, progress on standard error.

import Foundation
import Segmentation
import Tensors

struct Options {
  var model = "unet_fcn"
  var numbers = ["--crop": 0, "--batch": 2, "--threads": 2, "--repeats": 3]
  var only: String?

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if numbers[word] != nil {
        guard let number = rest.popFirst().flatMap({ Int($0) }), number > 0 else {
          throw UsageError(sentence: "\(word): expected a number from 1")
        }
        numbers[word] = number
      } else if word == "--only" {
        only = rest.popFirst()
      } else {
        model = word
      }
    }
  }

  func number(_ name: String) -> Int { numbers[name] ?? 0 }
}

struct UsageError: Error, CustomStringConvertible {
  let sentence: String
  var description: String { sentence }
}

let options = try Options(Array(CommandLine.arguments.dropFirst()))
guard let model = Zoo[options.model] else {
  throw UsageError(
    sentence: "\(options.model): expected one of \(Zoo.models.map(\.name).joined(separator: ", "))")
}
let pool = WorkerPool(threads: options.number("--threads"))
let crop = options.number("--crop") == 0 ? model.cropSize : options.number("--crop")
let ceilings = Ceilings(pool)
print("\(model.name), \(options.number("--batch")) × \(crop) × \(crop), \(pool.threads) threads; ceilings: ")
print(
  String(
    format: "%.0f GFLOP/s of multiply-adds, %.1f GB/s read.\n", ceilings.arithmetic / 1e9,
    ceilings.bandwidth / 1e9))
print("| operation | count | pass | ms | GFLOP/s | of peak | of bandwidth |")
print("|---|---|---|---|---|---|---|")
var totals: [String: Double] = [:]
let all = works(of: model, crop: crop, batch: options.number("--batch"))
  .filter { work in options.only.map { work.name.contains($0) } ?? true }
for (index, work) in all.enumerated() {
  FileHandle.standardError.write(Data("\(index + 1) of \(all.count): \(work.name)\n".utf8))
  for measured in work.measure(repeats: options.number("--repeats"), pool) {
    let speed = work.operations / measured.seconds
    let flops = work.operations > 0 ? String(format: "%.0f", speed / 1e9) : "–"
    let share = work.operations > 0 ? String(format: "%.0f %%", 100 * speed / ceilings.arithmetic) : "–"
    let flow = measured.bytes / measured.seconds / ceilings.bandwidth
    print(
      "| \(work.name) | \(work.count) | \(measured.pass) | "
        + String(format: "%.1f | \(flops) | %@ | %.0f %% |", measured.seconds * 1e3, share, 100 * flow))
    totals["\(measured.pass)\(work.operations > 0 ? "" : " (others)")", default: 0] +=
      measured.seconds * Double(work.count)
  }
}
print(
  "\nSums with counts: "
    + totals.sorted { $0.key < $1.key }.map { String(format: "%@ %.0f ms", $0.key, $0.value * 1e3) }
    .joined(separator: ", ") + ".")
