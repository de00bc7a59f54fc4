/* Stops mounted file systems as a power failure would: nothing that is not on its device gets there any more. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

#define FS_IOC_SHUTDOWN _IOR('X', 125, uint32_t)
#define WITHOUT_FLUSHING_THE_JOURNAL 2

int main(int argc, char **argv) {
    uint32_t how = WITHOUT_FLUSHING_THE_JOURNAL;
    int directories[8];
    int count = argc - 1;
    if (count < 1 || count > 8) {
        fprintf(stderr, "power-loss: 1 to 8 mount points\n");
        return 2;
    }
    for (int i = 0; i < count; i++) {
        directories[i] = open(argv[i + 1], O_RDONLY | O_DIRECTORY);
        if (directories[i] < 0) {
            perror(argv[i + 1]);
            return 1;
        }
    }
    for (int i = 0; i < count; i++) {
        if (ioctl(directories[i], FS_IOC_SHUTDOWN, &how) != 0) {
            perror(argv[i + 1]);
            return 1;
        }
    }
    return 0;
}
