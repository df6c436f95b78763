import BSON
import MongoODM
import Schemas

/// The texts of a stored product, whatever they are, and what is stored of their words.
struct WordedProduct: Document {
    var id: BSONValue
    var name: BSONValue?
    var tags: BSONValue?
    var description: BSONValue?
    var words: BSONValue?
    var nameWords: BSONValue?
    var wholeName: BSONValue?

    static let schema = Schema("products", WordedProduct.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("tags", \.tags)
        Field("description", \.description)
        Field("search_words", \.words)
        Field("search_name_words", \.nameWords)
        Field("search_name", \.wholeName)
    }

    /// The words that it must have.
    var expected: ProductWords {
        ProductWords(
            name: self.name?.stringValue ?? "", tags: self.tags?.arrayValue?.compactMap(\.stringValue) ?? [],
            description: self.description?.stringValue)
    }

    func has(_ expected: ProductWords) -> Bool {
        self.words == Self.array(expected.all) && self.nameWords == Self.array(expected.name)
            && self.wholeName == .string(expected.wholeName)
    }

    /// Gives it the words, if its texts are still those.
    func giving(_ expected: ProductWords) -> BulkWrite<WordedProduct> {
        .updateOne(
            .raw([
                "_id": self.id, "name": self.name ?? nil, "tags": self.tags ?? nil,
                "description": self.description ?? nil,
            ]),
            [
                .set(\.words, Self.array(expected.all)), .set(\.nameWords, Self.array(expected.name)),
                .set(\.wholeName, .string(expected.wholeName)),
            ])
    }

    private static func array(_ words: [String]) -> BSONValue { .array(words.map { .string($0) }) }
}
