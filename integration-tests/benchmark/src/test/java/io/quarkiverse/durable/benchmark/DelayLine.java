package io.quarkiverse.durable.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongConsumer;

/**
 * One direction of one connection. One thread reads, another writes, so that what is under way does not hold up what follows.
 */
final class DelayLine {

    private static final int CHUNK = 16 << 10;

    private record Chunk(byte[] bytes, long readAt) {
    }

    private final BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
    private final long delayNanos;
    private final Timer timer;
    private final LongConsumer held;

    /**
     * @param held gets the nanoseconds for which something was really held
     */
    DelayLine(Duration delay, Timer timer, LongConsumer held) {
        delayNanos = delay.toNanos();
        this.timer = timer;
        this.held = held;
    }

    /** Returns when nothing more comes. */
    void fill(Socket from) {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                underWay.add(new Chunk(Arrays.copyOf(buffer, length), System.nanoTime()));
            }
        } catch (IOException e) {
            // closed; as the end
        }
        underWay.add(new Chunk(new byte[0], System.nanoTime()));
    }

    /** Returns when all has been written, or cannot be. */
    void drain(Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = underWay.take(); chunk.bytes().length > 0; chunk = underWay.take()) {
                timer.await(chunk.readAt() + delayNanos);
                held.accept(System.nanoTime() - chunk.readAt());
                out.write(chunk.bytes());
            }
        } catch (IOException e) {
            // closed; as the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
