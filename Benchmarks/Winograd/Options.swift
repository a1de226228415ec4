/// What the command line asks for.
struct Options {
  var threads = 1
  var repeats = 7
  var crop = 256
  var width = 64
  var batch = 2
  var layer: String?
  var pass: Int?

  init(_ arguments: [String]) {
    for (key, value) in zip(arguments.dropFirst(), arguments.dropFirst(2)) {
      switch key {
      case "--threads": threads = Int(value) ?? threads
      case "--repeats": repeats = Int(value) ?? repeats
      case "--crop": crop = Int(value) ?? crop
      case "--width": width = Int(value) ?? width
      case "--batch": batch = Int(value) ?? batch
      case "--layer": layer = value
      case "--pass": pass = ["fwd", "bd", "bw"].firstIndex(of: value)
      default: continue
      }
    }
  }
}
