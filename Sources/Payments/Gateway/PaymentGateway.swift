/// Takes money for orders, and gives it back.
///
/// An attempt to pay goes in two steps, so that no answer which gets lost leaves a charge that the shop can't find:
/// ``open(_:)`` makes an intent, whose id the shop stores with the order, and ``pay(_:for:)`` charges it. What is not known of
/// an intent is asked by ``find(_:)``; nothing is looked up by a key. Whoever finds an attempt unfinished asks first, and goes on
/// from what the answer says.
///
/// Only one intent of an order may be payable at a time. One that was refused, or waits for the customer, can still be paid
/// by a browser that has its client secret: it is cancelled before the next attempt is opened, and if ``cancel(_:)`` answers
/// `paid`, there is no next attempt.
///
/// No method is called inside a transaction of the shop: it takes as long as another's server takes, within a time limit of its own.
package protocol PaymentGateway: Sendable {
    /// The name under which orders remember which gateway has their money.
    var name: String { get }

    /// Whether a token has the form of one that could be charged. Nobody is asked.
    func canCharge(_ token: String) -> Bool

    /// Makes the intent of an attempt. Nothing is charged.
    ///
    /// Called again with the same attempt, it answers with the same intent, in the state in which it was made.
    ///
    /// - Returns: an intent that is `open` if the attempt has a token, else one that is `waiting`.
    /// - Throws: ``PaymentError``: `unreachable`, after which it is called again, since nothing can have been charged;
    ///   `refused` when the token is none that could be charged.
    func open(_ attempt: PaymentAttempt) async throws(PaymentError) -> PaymentIntent

    /// Charges the attempt's token, or reserves the amount where it is captured later.
    ///
    /// Called again, also by several at once, it charges once. An intent that is no longer `open` is answered as it is.
    ///
    /// - Returns: the intent, whose state is the outcome.
    /// - Throws: ``PaymentError``; after `unreachable` it may have been charged.
    func pay(_ id: String, for attempt: PaymentAttempt) async throws(PaymentError) -> PaymentIntent

    /// Takes the reserved amount of an intent that is `authorized`. One in another state is answered as it is.
    ///
    /// - Throws: ``PaymentError``; after `unreachable` it may have been taken.
    func capture(_ id: String, for attempt: PaymentAttempt) async throws(PaymentError) -> PaymentIntent

    /// Ends an intent that is not paid, and frees what is reserved. One that can't be cancelled is answered as it is.
    ///
    /// - Returns: the intent: `canceled`; `paid` when the money was faster; `processing` when it is too late to say.
    /// - Throws: ``PaymentError``.
    func cancel(_ id: String) async throws(PaymentError) -> PaymentIntent

    /// Gives back a part of what was paid, or all of it, and never more, whoever asks at once.
    ///
    /// Called again with the same request it gives back once. After `unreachable` ``refunds(of:)`` is asked first whether
    /// there is a refund with the request's id.
    ///
    /// - Throws: ``PaymentError``: `refused` when less is left than is asked for.
    func refund(_ request: PaymentRefundRequest) async throws(PaymentError) -> PaymentRefund

    /// What has become of an intent.
    ///
    /// - Throws: ``PaymentError``: `misconfigured` when the gateway knows no such intent.
    func find(_ id: String) async throws(PaymentError) -> PaymentIntent

    /// What was given back of a paid intent, at most a hundred, the newest first.
    func refunds(of id: String) async throws(PaymentError) -> [PaymentRefund]
}
