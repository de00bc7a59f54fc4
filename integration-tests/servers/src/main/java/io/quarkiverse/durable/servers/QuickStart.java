package io.quarkiverse.durable.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Starts applications that are killed and started again all the time: little is compiled, and their classes come from an
 * archive beside the application, so they need not be read and verified anew.
 */
public final class QuickStart {

    private QuickStart() {
    }

    /**
     * @param application a {@code quarkus-app} folder
     * @param firstRun where the application was built since the archive was made: starts this program, uses it as the others
     *        will
     *        be used, and ends it in good order
     */
    public static synchronized AppProcess.Builder program(Path application, Consumer<AppProcess.Builder> firstRun) {
        Path archive = application.resolveSibling(application.getFileName() + ".jsa").toAbsolutePath();
        try {
            if (!isUpToDate(archive, application.resolve(AppProcess.QUARKUS_JAR))) {
                Files.deleteIfExists(archive);
                firstRun.accept(withoutArchive(application).jvmArgument("-XX:ArchiveClassesAtExit=" + archive));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No archive of the classes of " + application, e);
        }
        if (!Files.isRegularFile(archive)) {
            throw new IllegalStateException("The first run of " + application + " left no " + archive);
        }
        return withoutArchive(application).jvmArgument("-XX:SharedArchiveFile=" + archive);
    }

    private static boolean isUpToDate(Path archive, Path built) throws IOException {
        return Files.isRegularFile(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(built)) > 0;
    }

    /** For one whose classes are changed as they are loaded. */
    public static AppProcess.Builder withoutArchive(Path application) {
        return AppProcess.quarkus(application)
                .jvmArgument("-Xshare:auto").jvmArgument("-XX:TieredStopAtLevel=1").jvmArgument("-XX:+UseSerialGC");
    }
}
