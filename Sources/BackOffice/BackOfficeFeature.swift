package import ShopCore

/// What who runs the shop sees of all features at once.
package struct BackOfficeFeature: Feature {
    package init(_ collections: Collections) {}
}
