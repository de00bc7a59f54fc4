package io.quarkiverse.durable.benchmark.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Who allocates what, by JFR: each time a thread needs a new allocation buffer, what it needed it for is counted. With the
 * small buffers of {@link #JVM_ARGUMENTS} that is often enough to be fair. Shares, not exact numbers: those has
 * {@link Allocation}.
 */
final class AllocationProfile implements ClosedLoop.Window {

    static final List<String> JVM_ARGUMENTS = List.of("-XX:TLABSize=4k", "-XX:-ResizeTLAB");

    /** Events and their field with the bytes that one of them stands for. */
    private static final Map<String, String> EVENTS = Map.of("jdk.ObjectAllocationInNewTLAB", "tlabSize",
            "jdk.ObjectAllocationOutsideTLAB", "allocationSize");
    private static final String OURS = "io.quarkiverse.durable.wal.";
    private static final int LINES_MAX = 12;

    private final Path file;
    private final Recording recording = new Recording();

    AllocationProfile(Path file) {
        this.file = file;
        EVENTS.keySet().forEach(event -> recording.enable(event).withStackTrace());
    }

    @Override
    public void begins() {
        recording.start();
    }

    @Override
    public void ends() {
        recording.stop();
    }

    /** One line for each of the largest: share, class, thread, and where. Ends the recording. */
    List<String> lines() throws IOException {
        recording.dump(file);
        recording.close();
        Map<String, Long> weights = new HashMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            String field = EVENTS.get(event.getEventType().getName());
            if (field != null && !isRecorder(event)) {
                weights.merge(describe(event), event.getLong(field), Long::sum);
            }
        }
        Files.delete(file);
        double total = weights.values().stream().mapToLong(Long::longValue).sum();
        return weights.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())).limit(LINES_MAX)
                .map(entry -> String.format(Locale.ROOT, "%5.1f %%  %s", 100 * entry.getValue() / total, entry.getKey()))
                .toList();
    }

    /** The coordinating thread is at work on the recording. */
    private static boolean isRecorder(RecordedEvent event) {
        return thread(event).startsWith("JFR") || thread(event).equals("main");
    }

    private static String describe(RecordedEvent event) {
        return event.getClass("objectClass").getName() + " on " + thread(event) + " at " + place(event);
    }

    private static String thread(RecordedEvent event) {
        RecordedThread thread = event.getThread();
        String name = thread == null ? null : thread.getJavaName();
        return name == null ? "?" : name.replaceAll("\\d+$", "N");
    }

    /** The frame that allocates, and the nearest one of ours if it is another. */
    private static String place(RecordedEvent event) {
        if (event.getStackTrace() == null) {
            return "?";
        }
        List<RecordedFrame> frames = event.getStackTrace().getFrames();
        String top = describe(frames.get(0));
        return frames.stream().map(AllocationProfile::describe).filter(frame -> frame.startsWith(OURS)).findFirst()
                .map(ours -> ours.equals(top) ? top : top + " from " + ours).orElse(top);
    }

    private static String describe(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName() + ":" + frame.getLineNumber();
    }
}
