package io.quarkiverse.durable.runtime.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process gets only a share of the processors' time, as a container with a CPU limit does. */
final class CpuQuota {

    private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

    private CpuQuota() {
    }

    static boolean isSet() {
        return isSet(CONTROL_GROUPS);
    }

    /** Version 2 of control groups, then version 1; where neither says so, there is none. */
    static boolean isSet(Path root) {
        return isLimit(firstWord(root.resolve("cpu.max"))) || isLimit(firstWord(root.resolve("cpu/cpu.cfs_quota_us")));
    }

    private static boolean isLimit(String microseconds) {
        return microseconds.matches("\\d+");
    }

    private static String firstWord(Path file) {
        try {
            return Files.readString(file).strip().split(" ", 2)[0];
        } catch (IOException notThere) {
            return "";
        }
    }
}
