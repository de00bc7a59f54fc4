package io.quarkiverse.durable.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

class DelayLineTest {

    private static final long SEED = 7;
    private static final int BYTES = 1 << 20;
    private static final Duration DELAY = Duration.ofMillis(2);

    @Test
    void aWaitBeginsToEndSoMuchEarlierAsParksAreLate() {
        assertThat(new Timer(60).parkNanos(250)).isEqualTo(190);
        assertThat(new Timer(60).parkNanos(50)).isNegative();
    }

    @Test
    void waitsThatWereTooLongOrTooShortAreCorrectedButNeverLengthened() {
        Timer timer = new Timer(60);
        timer.shorten(40);
        assertThat(timer.parkNanos(250)).isEqualTo(150);
        timer.shorten(-70);
        assertThat(timer.parkNanos(250)).isEqualTo(220);
        timer.shorten(-100);
        assertThat(timer.parkNanos(250)).isEqualTo(250);
    }

    @Test
    void whatPassesIsHeldForItsTimeAndArrivesAsItWasSent() throws Exception {
        byte[] sent = new byte[BYTES];
        new Random(SEED).nextBytes(sent);
        List<Long> held = new CopyOnWriteArrayList<>();
        DelayLine line = new DelayLine(DELAY, new Timer(0), held::add);
        try (Pair in = new Pair(); Pair out = new Pair()) {
            Thread sender = new Thread(() -> in.send(sent));
            Thread reader = new Thread(() -> line.fill(in.far));
            Thread writer = new Thread(() -> {
                line.drain(out.near);
                out.closeNear();
            });
            List<Thread> threads = List.of(sender, reader, writer);
            threads.forEach(Thread::start);

            assertThat(out.far.getInputStream().readAllBytes()).isEqualTo(sent);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(held).isNotEmpty().allMatch(nanos -> nanos >= DELAY.toNanos());
    }

    /** By the receiver's clock, whatever the line says. */
    @Test
    void nothingArrivesBeforeItsTime() throws Exception {
        DelayLine line = new DelayLine(DELAY, new Timer(0), held -> {
        });
        try (Pair in = new Pair(); Pair out = new Pair()) {
            List<Thread> threads = List.of(new Thread(() -> line.fill(in.far)), new Thread(() -> line.drain(out.near)));
            threads.forEach(Thread::start);
            for (int sent = 1; sent <= 10; sent++) {
                long began = System.nanoTime();
                in.near.getOutputStream().write(sent);
                assertThat(out.far.getInputStream().read()).isEqualTo(sent);
                assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(DELAY.toNanos());
            }
            in.closeNear();
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void whatWasHeldForLongerIsToldAsItWas() throws Exception {
        List<Long> held = new CopyOnWriteArrayList<>();
        DelayLine line = new DelayLine(DELAY, new Timer(0), held::add);
        try (Pair in = new Pair(); Pair out = new Pair()) {
            in.send(new byte[1]);
            line.fill(in.far);
            long filled = System.nanoTime();
            while (System.nanoTime() - filled < 2 * DELAY.toNanos()) {
                Thread.onSpinWait();
            }
            line.drain(out.near);
        }
        assertThat(held).singleElement().satisfies(nanos -> assertThat(nanos).isGreaterThanOrEqualTo(2 * DELAY.toNanos()));
    }

    /** Two ends of a connection. */
    private static final class Pair implements AutoCloseable {

        private final Socket near;
        private final Socket far;

        Pair() throws IOException {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                near = new Socket(listener.getInetAddress(), listener.getLocalPort());
                far = listener.accept();
            }
        }

        void send(byte[] bytes) {
            try {
                near.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            closeNear();
        }

        void closeNear() {
            try {
                near.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }
}
