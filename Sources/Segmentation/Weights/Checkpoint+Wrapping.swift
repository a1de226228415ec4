import Checkpoints

extension Checkpoint {
  /// The same without the `module.` that PyTorch's parallel wrappers put before every name.
  ///
  /// Where one name lacks it, all stay. Source: mmengine/runner/checkpoint.py, `revise_keys`.
  var unwrapped: Checkpoint {
    let prefix = "module."
    guard !names.isEmpty, names.allSatisfy({ $0.hasPrefix(prefix) }) else { return self }
    var bare = Checkpoint(meta: meta)
    for name in names { bare[String(name.dropFirst(prefix.count))] = self[name] }
    return bare
  }
}
