import NN
import Tensors

/// The part of a net that turns an image into feature maps.
class Backbone: Module {
  /// The channels of the feature maps, in the order of `features`.
  var channels: [Int] { [] }

  /// The feature maps of an image; heads pick theirs by index.
  func features(_ image: Variable, _ pass: Pass) -> [Variable] { [] }
}
