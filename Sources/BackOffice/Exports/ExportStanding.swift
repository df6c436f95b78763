package import ShopCore

/// An export, and where it stands.
package struct ExportStanding: Sendable {
    package let export: Export
    package let progress: TaskProgress
}
