// BSON documents: built, read by a schema, and shown.
import BSON
import Schemas

struct Reading: SchemaObject {
    var id = ObjectID()
    var sensor: String
    var value: Double

    static let schema = Schema(Reading.init) {
        Field("_id", \.id)
        Field("sensor", \.sensor)
        Field("value", \.value)
    }
}

let document: BSONDocument = ["_id": .objectID(ObjectID()), "sensor": "roof", "value": 21.5, "unit": "C"]
let reading = try document.decoded(as: Reading.self)
print(reading.sensor, reading.value)
print(BSONDocument(reading).extendedJSON)

do {
    let broken: BSONDocument = ["_id": .objectID(ObjectID()), "sensor": 7]
    _ = try broken.decoded(as: Reading.self)
} catch {
    print(error)
}
