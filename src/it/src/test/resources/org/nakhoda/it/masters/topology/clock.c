/*
 * Preloaded into a master's processes: the time of day is off by as many milliseconds as the file named by
 * NAKHODA_TEST_CLOCK says, in its first eight bytes. The monotonic clock is left alone, as it is by an administrator or an
 * NTP daemon that sets the time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *offset;
static int (*real_clock_gettime)(clockid_t, struct timespec *);

__attribute__((constructor)) static void prepare(void) {
    real_clock_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    const char *name = getenv("NAKHODA_TEST_CLOCK");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *page = mmap(0, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
        close(file);
        offset = page == MAP_FAILED ? 0 : page;
    }
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    if (!real_clock_gettime) {
        prepare();
    }
    int failed = real_clock_gettime(clock, now);
    if (!failed && offset && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t nanos = now->tv_nsec + (*offset % 1000) * 1000000;
        now->tv_sec += *offset / 1000;
        if (nanos < 0) {
            nanos += 1000000000;
            now->tv_sec--;
        } else if (nanos >= 1000000000) {
            nanos -= 1000000000;
            now->tv_sec++;
        }
        now->tv_nsec = nanos;
    }
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    int failed = clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *result) {
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (result) {
        *result = precise.tv_sec;
    }
    return precise.tv_sec;
}
