package io.quarkiverse.durable.benchmark.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import com.sun.nio.file.ExtendedOpenOption;

/** Direct synchronous writes into a file that is there already, in sequence, over and over: what a log is up against. */
final class RawDevice implements Contender {

    static final int BLOCK = 4096;
    static final int LARGE = 1 << 20;
    private static final long FILE_BYTES = 256L << 20;

    private final FileChannel file;
    private final String how;
    private long position;

    RawDevice(Path directory) throws IOException {
        Path path = directory.resolve("raw.bin");
        try (FileChannel filled = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(LARGE);
            for (long at = 0; at < FILE_BYTES; at += LARGE) {
                filled.write(zeros.clear(), at);
            }
            filled.force(true);
        }
        FileChannel opened;
        String said;
        try {
            opened = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC, ExtendedOpenOption.DIRECT);
            said = "O_DIRECT|O_DSYNC";
            opened.write(aligned(BLOCK), 0);
        } catch (UnsupportedOperationException | IOException e) {
            opened = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
            said = "O_DSYNC, as direct I/O is refused";
        }
        file = opened;
        how = said;
    }

    @Override
    public String describe() {
        return "device: one thread, " + how + ", a preallocated file of " + (FILE_BYTES >> 20)
                + " MiB overwritten in sequence";
    }

    @Override
    public Outcome measure(Task task) throws Exception {
        return ClosedLoop.run(task, thread -> {
            ByteBuffer block = aligned(task.bytes());
            return () -> {
                if (position + task.bytes() > FILE_BYTES) {
                    position = 0;
                }
                block.clear().putLong(0, position);
                file.write(block, position);
                position += task.bytes();
            };
        }, ClosedLoop.Window.NONE);
    }

    static ByteBuffer aligned(int bytes) {
        return ByteBuffer.allocateDirect(bytes + BLOCK).alignedSlice(BLOCK).limit(bytes).slice();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
