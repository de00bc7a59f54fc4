/* Preloaded into a JVM. Lets one call of the C library go wrong, as the environment says:
 * FAULT_CALL   pwrite or fsync (fdatasync counts as fsync)
 * FAULT_NAME   part of the name of the file, or "/" for a directory
 * FAULT_AT     the first call that goes wrong, from 1
 * FAULT_TIMES  how many in a row, 0 for all that follow
 * FAULT_ERRNO  the error; 0: the write is short, FAULT_BYTES of it are written */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int count;

static long number(const char *name) {
    const char *value = getenv(name);
    return value ? atol(value) : 0;
}

static int is_named(int fd, const char *part) {
    char link[64], path[4096];
    struct stat status;
    if (strcmp(part, "/") == 0) {
        return fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = 0;
    const char *name = strrchr(path, '/');
    return name && strstr(name, part) != NULL;
}

static int goes_wrong(const char *call, int fd) {
    const char *wanted = getenv("FAULT_CALL"), *part = getenv("FAULT_NAME");
    if (!wanted || !part || strcmp(wanted, call) != 0 || !is_named(fd, part)) {
        return 0;
    }
    long n = __sync_add_and_fetch(&count, 1), at = number("FAULT_AT"), times = number("FAULT_TIMES");
    return n >= at && (times == 0 || n < at + times);
}

static ssize_t write_at(const char *symbol, int fd, const void *bytes, size_t length, off_t at) {
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, symbol);
    if (goes_wrong("pwrite", fd)) {
        long error = number("FAULT_ERRNO"), some = number("FAULT_BYTES");
        if (error) {
            errno = (int) error;
            return -1;
        }
        return real(fd, bytes, (size_t) some < length ? (size_t) some : length, at);
    }
    return real(fd, bytes, length, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return write_at("pwrite", fd, bytes, length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
    return write_at("pwrite64", fd, bytes, length, at);
}

static int sync_with(const char *symbol, int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, symbol);
    if (goes_wrong("fsync", fd)) {
        errno = (int) number("FAULT_ERRNO");
        return -1;
    }
    return real(fd);
}

int fsync(int fd) {
    return sync_with("fsync", fd);
}

int fdatasync(int fd) {
    return sync_with("fdatasync", fd);
}
