/// Ingredients fit for a record.
extension KeyIngredients {
  /// The same ingredients without the workspace's own place.
  ///
  /// Make the key of these: then two clones at two places have one key, and the record has nothing to hide.
  public func redacted(workspace: String) -> KeyIngredients {
    let mark = { (text: String) in Redaction.marked(text, workspace: workspace) }
    var copy = self
    copy.parameters = parameters.mapValues { Redaction.value($0, mark) }
    copy.environment = environment.mapValues { $0.map(mark) }
    for index in copy.inputs.indices {
      copy.inputs[index].path = inputs[index].path.map { Redaction.text($0, workspace: workspace) }
    }
    return copy
  }
}
