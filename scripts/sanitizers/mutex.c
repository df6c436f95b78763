/* Tells the thread sanitizer what orders threads that wait for each other.
 *
 * Swift's Mutex is a word in memory that is exchanged where it is used, which the sanitizer sees, and a call of the system
 * in the standard library when another thread has it or waits for it, which it does not: it would report every lock that was
 * waited for. So these functions get others in front of them that say what they do; scripts/dev sanitize asks the linker. */
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void real_lock(uint32_t thread, SELF) __asm__("__real_" LOCK);
SWIFT void lock(uint32_t thread, SELF) __asm__("__wrap_" LOCK);
SWIFT void real_unlock(SELF) __asm__("__real_" UNLOCK);
SWIFT void unlock(SELF) __asm__("__wrap_" UNLOCK);

SWIFT void lock(uint32_t thread, SELF)
{
    real_lock(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT void unlock(SELF)
{
    __tsan_release(mutex);
    real_unlock(mutex);
}
