/// A claim that failed, although the server may have done it: without being given back the jobs would wait for the end of the
/// lease, and the claim count as a try.
struct UncertainClaim: Error, CustomStringConvertible {
    let claims: [ClaimKey]
    let reason: any Error

    var description: String { "\(self.reason)" }
}
