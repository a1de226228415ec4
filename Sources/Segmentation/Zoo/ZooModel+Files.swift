extension ZooModel {
  /// Whether a file of this name holds this model's weights, by the habit of OpenMMLab: NAME-HASH.pth.
  ///
  /// HASH is the first eight hexadecimal digits of the file's SHA-256 and says nothing about the model, so
  /// that weights trained by others count too. NAME is the published checkpoint's, its configuration's, or
  /// the model's own.
  public func isHeld(byFileNamed file: String) -> Bool {
    guard file.hasSuffix(".pth"), let name = Self.withoutHash(file.dropLast(4)) else { return false }
    return [Self.withoutHash(checkpoint[...]), configuration, self.name].contains(name)
  }

  /// The name before the hash; nil if it does not end in one.
  private static func withoutHash(_ stem: Substring) -> String? {
    let hash = stem.suffix(8)
    guard hash.count == 8, hash.allSatisfy(\.isHexDigit), stem.dropLast(8).hasSuffix("-") else { return nil }
    return String(stem.dropLast(9))
  }
}
