package io.quarkiverse.durable.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process of the application said of transactions whose outcome was not clear.
 *
 * @param inDoubt transactions whose slot was asked, at a start or while the application ran
 * @param redone records that the log had lost and a start put back from the slots, in {@code staged} mode
 * @param staging processes in which a commit did not wait for the log
 */
record AppOutput(long inDoubt, long redone, long staging) {

    static final AppOutput NOTHING = new AppOutput(0, 0, 0);

    private static final Pattern RECOVERED = Pattern.compile("DURABLE-0010: .*: (\\d+) transactions were in doubt");
    private static final Pattern RESOLVED = Pattern.compile("DURABLE-0020: Transaction \\d+ .* was in doubt");
    private static final Pattern REDONE = Pattern.compile("DURABLE-0019: (\\d+) transactions .* put back");
    private static final String STAGING = "First staged transaction: ";
    private static final Pattern FULL_DISK = Pattern
            .compile("The log in .* is full: (it cannot be opened without some room|" + Clients.DISK_FULL + ")");

    static AppOutput read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains("DURABLE-") || line.contains(STAGING)).map(AppOutput::of).reduce(NOTHING,
                    AppOutput::plus);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** As a start does that finds no room. */
    static boolean saysThatTheDiskIsFull(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> FULL_DISK.matcher(line).find());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    static AppOutput of(String line) {
        return new AppOutput(number(RECOVERED, line) + (RESOLVED.matcher(line).find() ? 1 : 0), number(REDONE, line),
                line.contains(STAGING) ? 1 : 0);
    }

    private static long number(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    AppOutput plus(AppOutput other) {
        return new AppOutput(inDoubt + other.inDoubt, redone + other.redone, staging + other.staging);
    }
}
