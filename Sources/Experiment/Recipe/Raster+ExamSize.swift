import Retina
public import Tensors

extension Raster {
  /// A mask at the size of an exam's labels, made smaller as those were: by Pillow's bicubic filter.
  public func atSize(of label: Raster) -> Raster {
    (width, height) == (label.width, label.height)
      ? self : pillowBicubic(width: label.width, height: label.height)
  }
}
