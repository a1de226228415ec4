/// Named raw tensors and plain values, as a checkpoint file holds them.
///
/// Reading maps the file; a tensor's elements are copied only when asked for. Nothing in a file is executed.
public struct Checkpoint: Sendable {
  /// The tensors' names, in the file's order.
  public private(set) var names: [String]
  /// The tensors by name.
  public private(set) var tensors: [String: StoredTensor]
  /// What the file says beside its tensors, by top-level key.
  ///
  /// In a safetensors file, strings; in a PyTorch file, `meta`, `optimizer` and whatever else stands beside
  /// `state_dict`.
  public var meta: [String: MetaValue]

  /// An empty checkpoint with `meta`.
  public init(meta: [String: MetaValue] = [:]) {
    names = []
    tensors = [:]
    self.meta = meta
  }

  /// The tensor of that name; setting appends a new name at the end, setting nil removes it.
  public subscript(name: String) -> StoredTensor? {
    get { tensors[name] }
    set {
      if tensors.updateOrRemove(name, newValue) {
        names.append(name)
      } else if newValue == nil {
        names.removeAll { $0 == name }
      }
    }
  }
}

extension Dictionary {
  /// Sets or removes; true if the key is new.
  fileprivate mutating func updateOrRemove(_ key: Key, _ value: Value?) -> Bool {
    let old = self[key]
    self[key] = value
    return old == nil && value != nil
  }
}
