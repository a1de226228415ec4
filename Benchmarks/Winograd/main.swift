// Times the 3 × 3 layers of UNet-S5-D16 (crop 256, batch 2), each pass, and prints direct-method GFLOP/s.
//
// Usage: winograd-bench [--threads T] [--repeats R] [--crop C] [--width W] [--layer NAME] [--pass fwd|bd|bw]
// A sample counts as clean when the threads were at work for 92 % of its time; the minimum and the median
// of the clean ones are printed; when there were none, those of the processor time a thread, marked c.

import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

let options = Options(CommandLine.arguments)
let pool = WorkerPool(threads: options.threads)
var totals = [0.0, 0.0, 0.0]
print("layer, count, then for each pass: best ms, median ms (GFLOP/s); \(options.threads) threads")
for layer in unetLayers(crop: options.crop, width: options.width) {
  if let name = options.layer, name != layer.name { continue }
  let bench = LayerBench(layer, batch: options.batch)
  var line = "\(layer.name) x\(layer.count)"
  for pass in 0..<3 where options.pass == nil || options.pass == pass {
    if pass == 1 && layer.inputs == 3 { continue }
    let result = measure(repeats: options.repeats, threads: options.threads) { bench.run(pass, pool) }
    totals[pass] += result.median * Double(layer.count)
    line += "  \(["fwd", "bd", "bw"][pass]) \(milliseconds(result.best)) \(milliseconds(result.median))"
    line += " (\(Int(bench.flops / result.median / 1e9)))\(result.isClean ? "" : "c")"
  }
  print(line)
}
print("sum with counts: " + totals.map(milliseconds).joined(separator: " / ") + " ms")
