import BSON
import Schemas
import ShopCore

extension Product {
    public var listedImages: [ListedImage] {
        self.images.enumerated().map { ListedImage($0.element, at: $0.offset, of: self) }
    }

    /// - Throws: ``ShopError`` `conflict` when there are as many as may be.
    mutating func add(_ image: ProductImage) throws(ShopError) {
        guard self.images.count < ProductRules.mostImages else { throw Self.hasTooManyImages }
        self.images.append(image)
    }

    /// - Returns: false when there is no such picture.
    mutating func change(imageID: ObjectID, _ changes: ImageChanges) -> Bool {
        guard let index = self.images.firstIndex(where: { $0.id == imageID }) else { return false }
        if let alt = changes.alt.newValue { self.images[index].alt = alt }
        if let position = changes.position.newValue {
            let image = self.images.remove(at: index)
            self.images.insert(image, at: min(max(0, position), self.images.count))
        }
        return true
    }

    /// Removes a picture, from its variants too.
    ///
    /// - Returns: false when there is no such picture.
    mutating func remove(imageID: ObjectID) -> Bool {
        guard let index = self.images.firstIndex(where: { $0.id == imageID }) else { return false }
        self.images.remove(at: index)
        for index in self.variants.indices where self.variants[index].imageID == imageID {
            self.variants[index].imageID = nil
        }
        return true
    }

    static let hasTooManyImages = ShopError.conflict(
        "A product has at most \(ProductRules.mostImages) images", reason: .tooManyImages)
}
