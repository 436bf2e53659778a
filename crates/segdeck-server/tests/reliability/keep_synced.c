/* Preloaded into a program, keeps in the folder $KEEP_SYNCED what would be on disk if the power
 * failed: of each file, the content that it had when it was last synced. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int place(const char *path, char *kept) {
    const char *folder = getenv("KEEP_SYNCED");
    const char *name = strrchr(path, '/');
    if (folder == NULL || name == NULL) {
        return 0;
    }
    return snprintf(kept, PATH_MAX, "%s%s", folder, name) < PATH_MAX;
}

static void keep(int file) {
    struct stat facts;
    char link[64], path[PATH_MAX], kept[PATH_MAX], partial[PATH_MAX + 8];
    static char block[1 << 16];
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) {
        abort();
    }
    path[length] = '\0';
    if (!place(path, kept)) {
        return;
    }
    snprintf(partial, sizeof partial, "%s.part", kept);
    int copy = open(partial, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (copy < 0) {
        abort();
    }
    /* Read through the same descriptor: closing another one would release the file's locks. */
    for (off_t at = 0; at < facts.st_size;) {
        ssize_t read = pread(file, block, sizeof block, at);
        if (read <= 0 || write(copy, block, (size_t)read) != read) {
            abort();
        }
        at += read;
    }
    close(copy);
    if (rename(partial, kept) != 0) {
        abort();
    }
}

int fsync(int file) {
    int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
    int result = real(file);
    if (result == 0) {
        keep(file);
    }
    return result;
}

int fdatasync(int file) {
    int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
    int result = real(file);
    if (result == 0) {
        keep(file);
    }
    return result;
}

int unlink(const char *path) {
    int (*real)(const char *) = dlsym(RTLD_NEXT, "unlink");
    char kept[PATH_MAX];
    if (place(path, kept)) {
        real(kept);
    }
    return real(path);
}
