/// Images that belong together, in the order in which they are shown.
public struct ShownGallery: Codable, Sendable, Equatable {
  /// One image of a gallery.
  public struct Image: Codable, Sendable, Equatable {
    /// The payload's file name in the shown folder.
    public var file: String
    /// The words under it.
    public var caption: String
    /// What a person who cannot see it should know.
    public var alt: String
    /// An image with its words.
    public init(file: String, caption: String, alt: String) {
      self.file = file
      self.caption = caption
      self.alt = alt
    }
  }

  /// The images.
  public var images: [Image]
  /// A gallery of images.
  public init(images: [Image]) { self.images = images }
}
