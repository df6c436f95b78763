import BSON
import CBSONCodec
import Foundation
import Schemas

// Times the codecs: BSON against the same work in C with libbson, JSON against Foundation's coders.
// Usage: BSONCodecBenchmark [rounds] [operations a round]

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let rounds = arguments.first ?? 200
let operations = arguments.dropFirst().first ?? 1000

let product = Product.sample
let order = Order.sample
let productDocument = BSONDocument(product)
let orderDocument = BSONDocument(order)
var cProduct = codec_product(productDocument)
var cOrder = codec_order(orderDocument)

/// Bytes that C wrote must be those that Swift wrote: else the two do different work.
func check(_ document: BSONDocument, _ encode: (UnsafeMutablePointer<UInt8>) -> Int) {
    var bytes = [UInt8](repeating: 0, count: document.count + 64)
    let count = bytes.withUnsafeMutableBufferPointer { encode($0.baseAddress!) }
    precondition(document.withBytes { Array($0) } == Array(bytes[..<count]), "C and Swift write different documents")
}
check(productDocument) { codec_encode_product(&cProduct, $0) }
check(orderDocument) { codec_encode_order(&cOrder, $0) }

let productJSON = product.json()
let orderJSON = order.json()
// Foundation's `.iso8601` reads and writes no fractions of a second.
let encoder = JSONEncoder()
encoder.dateEncodingStrategy = .iso8601
let decoder = JSONDecoder()
decoder.dateDecodingStrategy = .iso8601
let productData = Data(String(decoding: productJSON, as: UTF8.self).replacing(".123Z", with: "Z").utf8)
let orderData = Data(String(decoding: orderJSON, as: UTF8.self).replacing(".123Z", with: "Z").utf8)
let codableProduct = try decoder.decode(CodableProduct.self, from: productData)
let codableOrder = try decoder.decode(CodableOrder.self, from: orderData)

let bson = try productDocument.withBytes { productBytes in
    try orderDocument.withBytes { orderBytes in
        let productStart = productBytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        let orderStart = orderBytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        return try [
            Comparison(title: "BSON encode product, \(productBytes.count) bytes") {
                BSONDocument(product).count
            } theirs: {
                codec_encode_product(&cProduct, nil)
            },
            Comparison(title: "BSON decode product") {
                try Product(bson: productBytes).inventory
            } theirs: {
                var read = codec_product()
                defer { codec_release_product(&read) }
                return codec_decode_product(productStart, productBytes.count, &read) ? Int(read.inventory) : 0
            },
            Comparison(title: "BSON encode order of 10 lines, \(orderBytes.count) bytes") {
                BSONDocument(order).count
            } theirs: {
                codec_encode_order(&cOrder, nil)
            },
            Comparison(title: "BSON decode order of 10 lines") {
                try Order(bson: orderBytes).items.count
            } theirs: {
                var read = codec_order()
                defer { codec_release_order(&read) }
                return codec_decode_order(orderStart, orderBytes.count, &read) ? read.item_count : 0
            },
        ].map { ($0.title, try $0.run(rounds: rounds, operations: operations)) }
    }
}

let json = try [
    Comparison(title: "JSON encode product, \(productJSON.count) bytes") {
        product.json().count
    } theirs: {
        try encoder.encode(codableProduct).count
    },
    Comparison(title: "JSON decode product") {
        try Product(json: productJSON).inventory
    } theirs: {
        try decoder.decode(CodableProduct.self, from: productData).inventory
    },
    Comparison(title: "JSON encode order of 10 lines, \(orderJSON.count) bytes") {
        order.json().count
    } theirs: {
        try encoder.encode(codableOrder).count
    },
    Comparison(title: "JSON decode order of 10 lines") {
        try Order(json: orderJSON).items.count
    } theirs: {
        try decoder.decode(CodableOrder.self, from: orderData).items.count
    },
].map { ($0.title, try $0.run(rounds: rounds, operations: operations)) }

func table(
    _ other: String, _ ratio: String, _ rows: [(String, Comparison.Result)], _ value: (Comparison.Result) -> Double
) {
    func line(_ title: String, _ columns: [String]) {
        let cells = columns.map { String(repeating: " ", count: max(0, 14 - $0.count)) + $0 }
        print(title.padding(toLength: 44, withPad: " ", startingAt: 0) + cells.joined())
    }
    line("ns an operation", ["Swift", other, ratio])
    for (title, result) in rows {
        let numbers = [result.ours, result.theirs].map { String(Int($0.rounded())) }
        line(title, numbers + [String(format: "%.2f", value(result))])
    }
    print()
}
table("C, libbson", "Swift / C", bson) { $0.ours / $0.theirs }
table("Foundation", "times faster", json) { $0.theirs / $0.ours }

codec_release_product(&cProduct)
codec_release_order(&cOrder)
