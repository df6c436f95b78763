import Glibc

/// Lets the process have as many files open as the system allows it: each connection is one, and what starts it
/// usually lets it have 1024, for the sake of programs that can't count further.
func raiseOpenFileLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
