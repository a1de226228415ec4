import CMatio

extension MATFile {
  /// Reads a whole `uint8` variable.
  public func readUInt8(_ name: String) throws -> MATArray<UInt8> { try read(name) }

  /// Reads a whole `double` variable: eight bytes a value in memory.
  public func readDouble(_ name: String) throws -> MATArray<Double> { try read(name) }

  /// Reads a variable with libmatio after it has been checked to its end.
  ///
  /// Any warning of the library counts as an error; sizes and class must be those of the check.
  private func read<Number: MATNumber>(_ name: String) throws -> MATArray<Number> {
    let expected = try variable(name)
    try requireClass(Number.variableClass, of: expected)
    try verify(expected)
    let (values, warnings) = Matio.run { () -> [Number]? in
      guard let file = Mat_Open(path, Int32(MAT_ACC_RDONLY.rawValue)) else { return nil }
      defer { Mat_Close(file) }
      guard let found = Mat_VarRead(file, name) else { return nil }
      defer { Mat_VarFree(found) }
      return Self.values(of: found.pointee, as: expected)
    }
    guard let values, warnings.isEmpty else {
      throw MATError.damaged(
        path: path, variable: name, offset: expected.offset,
        expected: "\(expected.className) of \(expected.dims)",
        found: warnings.first ?? "what libmatio could not read")
    }
    return MATArray(dims: expected.dims, values: values)
  }

  /// The values, if libmatio saw the same variable as the check.
  private static func values<Number: MATNumber>(
    of found: matvar_t, as expected: MATVariable
  ) -> [Number]? {
    let dims = (0..<Int(found.rank)).map { Int(found.dims[$0]) }
    guard dims == expected.dims, found.class_type.rawValue == UInt32(Number.variableClass.rawValue),
      found.isComplex == 0, Int(found.nbytes) == expected.count * MemoryLayout<Number>.stride
    else { return nil }
    if expected.count == 0 { return [] }
    guard let data = found.data else { return nil }
    let values = data.assumingMemoryBound(to: Number.self)
    return Array(UnsafeBufferPointer(start: values, count: expected.count))
  }
}
