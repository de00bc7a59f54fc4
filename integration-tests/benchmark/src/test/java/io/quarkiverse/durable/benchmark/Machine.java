package io.quarkiverse.durable.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** On what it ran, without any name or path of it. */
public final class Machine {

    private static final Path CPUS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private Machine() {
    }

    public static String describe(Path folder) throws IOException {
        return Runtime.getRuntime().availableProcessors() + " cores" + model() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + " " + System.getProperty("os.arch") + ", file system "
                + Files.getFileStore(folder).type() + ", JVM " + System.getProperty("java.vm.name") + " "
                + System.getProperty("java.vm.version");
    }

    /** Of the last minute; negative where the machine does not say. */
    public static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String model() throws IOException {
        if (!Files.isReadable(CPUS)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(CPUS)) {
            return lines.filter(line -> line.startsWith(MODEL)).findFirst()
                    .map(line -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")").orElse("");
        }
    }
}
