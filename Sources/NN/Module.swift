public import Tensors

/// A part of a net: a class whose stored properties are parameters, modules, arrays of modules, or settings.
///
/// Reflection finds the parameters. A property's name becomes its part of the checkpoint's key, `camelCase`
/// as `snake_case` (`decodeHead` is `decode_head`), an array's elements as `.0`, `.1`, as in PyTorch's
/// `state_dict`. A name that begins with an underscore is passed over. Declare parameters in the order of
/// the checkpoint: weight, bias, running_mean, running_var, num_batches_tracked.
open class Module {
  /// Creates a module without parameters.
  public init() {}

  /// Runs the module on one input; traps in modules that need more, which have methods of their own.
  open func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    preconditionFailure("\(type(of: self)) cannot be called with one variable")
  }

  /// The parts of the checkpoint's key for a property; override where a name is no Swift name.
  open func key(for property: String) -> String {
    var key = ""
    for letter in property {
      if letter.isUppercase { key += "_" }
      key += letter.lowercased()
    }
    return key
  }

  /// Walks all parameters with their keys in the order of declaration.
  ///
  /// Reflection is slow: walk once and keep the `ParameterList`.
  public final func walk(prefix: String = "", _ visit: (String, Parameter) -> Void) {
    var mirrors: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let level = mirror {
      mirrors.insert(level, at: 0)
      mirror = level.superclassMirror
    }
    for child in mirrors.flatMap(\.children) {
      guard let label = child.label, !label.hasPrefix("_") else { continue }
      Module.walk(child.value, prefix + key(for: label), visit)
    }
  }

  private static func walk(_ value: Any, _ name: String, _ visit: (String, Parameter) -> Void) {
    if let parameter = value as? Parameter {
      visit(name, parameter)
    } else if let module = value as? Module {
      module.walk(prefix: name + ".", visit)
    } else {
      let mirror = Mirror(reflecting: value)
      if mirror.displayStyle == .optional, let inner = mirror.children.first {
        walk(inner.value, name, visit)
      } else if mirror.displayStyle == .collection {
        for (index, child) in mirror.children.enumerated() { walk(child.value, "\(name).\(index)", visit) }
      }
    }
  }
}
