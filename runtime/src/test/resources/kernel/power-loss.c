/* Stops a mounted file system as a power failure would: nothing that is not on its device gets there any more. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

#define FS_IOC_SHUTDOWN _IOR('X', 125, uint32_t)
#define WITHOUT_FLUSHING_THE_JOURNAL 2

int main(int argc, char **argv) {
    uint32_t how = WITHOUT_FLUSHING_THE_JOURNAL;
    int directory = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
    if (directory < 0 || ioctl(directory, FS_IOC_SHUTDOWN, &how) != 0) {
        perror("power-loss");
        return 1;
    }
    return 0;
}
