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

/** Who allocates what, by JFR's samples of allocations. Shares, not exact numbers: those have {@link Allocation}. */
final class AllocationProfile implements ClosedLoop.Window {

    private static final String SAMPLE = "jdk.ObjectAllocationSample";
    private static final String SAMPLES_MAX = "2000/s";
    private static final String OURS = "io.quarkiverse.durable.wal.";
    private static final int LINES_MAX = 12;

    private final Path file;
    private final Recording recording = new Recording();
    private Allocation allocated = Allocation.now();

    AllocationProfile(Path file) {
        this.file = file;
        recording.enable(SAMPLE).with("throttle", SAMPLES_MAX).withStackTrace();
    }

    @Override
    public void begins() {
        recording.start();
        allocated = Allocation.now();
    }

    @Override
    public void ends() {
        allocated = Allocation.now().since(allocated);
        recording.stop();
    }

    Allocation allocated() {
        return allocated;
    }

    /** One line for each of the largest: share, class, thread, and where. Ends the recording. */
    List<String> lines() throws IOException {
        recording.dump(file);
        recording.close();
        Map<String, Long> weights = new HashMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals(SAMPLE)) {
                weights.merge(describe(event), event.getLong("weight"), Long::sum);
            }
        }
        Files.delete(file);
        double total = weights.values().stream().mapToLong(Long::longValue).sum();
        return weights.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())).limit(LINES_MAX)
                .map(entry -> String.format(Locale.ROOT, "%5.1f %%  %s", 100 * entry.getValue() / total, entry.getKey()))
                .toList();
    }

    private static String describe(RecordedEvent event) {
        RecordedThread thread = event.getThread();
        String name = thread == null ? "?" : thread.getJavaName();
        return event.getClass("objectClass").getName() + " on " + (name == null ? "?" : name.replaceAll("\\d+$", "N")) + " at "
                + place(event);
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
