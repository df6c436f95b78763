#ifndef C_DRIVER_BASELINE_H
#define C_DRIVER_BASELINE_H

#include <stddef.h>

/// Finds documents by their slug, each as often as any other, and reads every field of what is found.
///
/// Returns the seconds that it took, or a negative number when something was not found.
double baseline_find(
    const char *uri, const char *collection, const char *const *slugs, size_t slug_count, int threads,
    int operations_per_thread);

/// Reads every field of every document of a collection. Returns the seconds that it took; `count` gets how many.
double baseline_stream(const char *uri, const char *collection, int batch_size, long *count);

/// Makes the calls that the profiler of the database in the URI has written down, again and again, and reads every
/// field of the answers.
///
/// Returns the processor seconds for all of the calls once, or a negative number when one failed; `calls` gets how
/// many there are.
double baseline_replay(const char *uri, int threads, int rounds, long *calls);

#endif
