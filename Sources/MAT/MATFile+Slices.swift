extension MATFile {
  /// Reads a variable's values slice by slice, in order, with memory for one slice only.
  ///
  /// A slice is rows × columns, the first two dimensions: of a matrix the whole. `body` gets its index and
  /// its values in MATLAB's order; the buffer is valid during the call. Nothing that `body` saw is to be
  /// believed before this returns: the checksum of a compressed variable stands at its end. Throws `missingVariable`,
  /// `wrongClass` (exactly `Number`'s class, real, not logical), `damaged`, and what `body` throws.
  public func forEachSlice<Number: MATNumber>(
    of name: String, as type: Number.Type = Number.self,
    _ body: (Int, UnsafeBufferPointer<Number>) throws -> Void
  ) throws {
    let expected = try variable(name)
    try requireClass(Number.variableClass, of: expected)
    try stream(of: expected) { stream, header in
      guard let storage = header.storage else { return }
      let count = expected.count == 0 ? 0 : expected.dims.prefix(2).reduce(1, *)
      let slices = count == 0 ? 0 : expected.count / count
      let slice = UnsafeMutableBufferPointer<Number>.allocate(capacity: count)
      defer { slice.deallocate() }
      slice.initialize(repeating: .zero)
      for index in 0..<slices {
        try storage.read(count, into: slice, from: stream)
        try body(index, UnsafeBufferPointer(slice))
      }
      try storage.tag.skipPadding(stream)
      try Self.finish(stream, header: header)
    }
  }

  /// Checks every byte of every variable as far as the format allows: structure, and checksums where the
  /// file is compressed.
  public func verify() throws {
    for variable in variables { try verify(variable) }
  }

  /// Reads one variable to its end and checks it.
  func verify(_ variable: MATVariable) throws {
    try stream(of: variable) { stream, header in
      if let storage = header.storage {
        try Self.drain(storage, of: stream)
        if variable.isComplex { try Self.drain(NumberStorage(stream, variable: variable), of: stream) }
      } else {
        try Self.drain(stream, upTo: header.size + 8)
      }
      try Self.finish(stream, header: header)
    }
  }

  /// Throws unless the variable is a real array of that class.
  func requireClass(_ wanted: MATClass, of variable: MATVariable) throws {
    guard variable.variableClass == wanted, !variable.isComplex, !variable.isLogical else {
      throw MATError.wrongClass(
        path: path, variable: variable.name, expected: wanted.description, found: variable.className)
    }
  }

  private func stream(
    of variable: MATVariable, _ body: (ElementStream, VariableHeader) throws -> Void
  ) throws {
    guard let element = elements.first(where: { $0.offset == variable.offset }) else {
      preconditionFailure("variable \(variable.name) belongs to another file")
    }
    try Self.stream(of: element, in: data, path: path) { stream in
      try body(stream, try VariableHeader(stream, offset: variable.offset))
    }
  }

  /// The matrix must end where its own tag says, and the element there too.
  private static func finish(_ stream: ElementStream, header: VariableHeader) throws {
    let end = header.size + 8
    guard stream.position == end else {
      throw stream.damage(
        expected: "the matrix to end after \(end) bytes", found: "the end after \(stream.position)")
    }
    try stream.finish()
  }

  private static func drain(_ storage: NumberStorage, of stream: ElementStream) throws {
    try drain(stream, upTo: stream.position + storage.tag.size)
    try storage.tag.skipPadding(stream)
  }

  private static func drain(_ stream: ElementStream, upTo end: Int) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while stream.position < end {
      let count = min(buffer.count, end - stream.position)
      try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
