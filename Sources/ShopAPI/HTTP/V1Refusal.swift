import HTTPTypes
import RouteKit
import Schemas
import ShopCore

/// A refusal as `/api/v1` tells it: with a code for programs where the shop has a name for the reason.
struct V1Refusal: HTTPRefusal {
    private let error: ShopError

    init(_ error: ShopError) {
        self.error = error
    }

    var status: HTTPResponse.Status {
        self.error.reason == .cartFull || self.error.reason == .maximumPerOrder ? .conflict : self.error.status
    }

    var message: String {
        // The primary contract has another word for it.
        self.error.reason == .numberTaken ? "A product with this number already exists" : self.error.message
    }

    var field: String? { self.error.field }
    var retryAfter: Int? { self.error.retryAfter }
    var code: String? { self.error.reason?.code ?? (self.status == .tooManyRequests ? "rate_limited" : nil) }

    var details: [JSONNode.Field] {
        self.error.available.map { [JSONNode.Field("available", JSONNode(integerLiteral: Int64($0)))] } ?? []
    }
}
