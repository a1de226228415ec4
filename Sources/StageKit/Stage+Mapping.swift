private import Dispatch
private import Synchronization

extension Stage {
  /// Works on items side by side, at most `threads` at once, and returns the results in the items' order.
  ///
  /// Reports progress as items are done; the default unit is "item". The first error in the items' order
  /// is thrown after all have ended, so that a failure does not depend on chance.
  public func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], unit: String = "item", _ work: @escaping @Sendable (Item) throws -> Result
  ) throws -> [Result] {
    let slots = Mutex<[Swift.Result<Result, any Error>?]>(Array(repeating: nil, count: items.count))
    let next = Atomic(0)
    let done = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, items.count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < items.count else { return }
        let result = Swift.Result { try work(items[index]) }
        slots.withLock { $0[index] = result }
        progress(done.wrappingAdd(1, ordering: .relaxed).newValue, of: items.count, unit: unit)
      }
    }
    return try slots.withLock { try $0.compactMap { try $0?.get() } }
  }
}
