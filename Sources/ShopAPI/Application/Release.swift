/// What this program is a release of.
public enum Release {
    /// The version of the program and of its API.
    public static let version = "1.0.0"
}
