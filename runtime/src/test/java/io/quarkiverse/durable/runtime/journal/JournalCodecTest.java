package io.quarkiverse.durable.runtime.journal;

import static io.quarkiverse.durable.runtime.journal.Records.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.durable.Operation;

class JournalCodecTest {

    private final JournalCodec codec = new JournalCodec();

    static List<@Nullable Object> values() {
        return Arrays.asList(null, true, false, 0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE,
                1L << 32,
                BigInteger.ONE.shiftLeft(64), BigInteger.ONE.shiftLeft(64).negate(), BigInteger.TEN.pow(5000), 0.1f, Float.NaN,
                Float.NEGATIVE_INFINITY, 0.1d, -0.0d, Double.NaN, Double.MIN_VALUE, new BigDecimal("12.50"),
                new BigDecimal("-0.00"), new BigDecimal("-12345678901234567890123.45"), new BigDecimal("1E+400"),
                new BigDecimal("1E-400"),
                new BigDecimal(BigInteger.TEN.pow(5000), 3),
                "", "Zürich \u0000 \uD83D\uDE80", "x".repeat(70_000), List.of(), List.of("a", List.of(1)), Map.of(),
                Map.of("k", Map.of("deeper", List.of(true))), Map.of("n".repeat(60_000), 1));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyValueComesBackAsItWasWritten(@Nullable Object value) {
        assertThat(roundTrip(value)).isEqualTo(value);
    }

    @Test
    void bytesComeBackAsTheyWereWritten() {
        byte[] bytes = { 0, -1, 127, -128 };
        assertThat(roundTrip(bytes)).isEqualTo(bytes);
        assertThat(roundTrip(new byte[0])).isEqualTo(new byte[0]);
    }

    @Test
    void integersOfEveryWidthComeBackAsTheNarrowestThatHoldsThem() {
        assertThat(roundTrip((byte) 7)).isEqualTo(7);
        assertThat(roundTrip((short) -7)).isEqualTo(-7);
        assertThat(roundTrip(7L)).isEqualTo(7);
    }

    @Test
    void textThatIsLongerThanJacksonReadsByDefaultComesBack() {
        String text = "y".repeat(21_000_000);
        assertThat(text.equals(roundTrip(text))).as("21 million characters").isTrue();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void everyFieldOfATransactionComesBack(Operation operation) {
        TransactionRecord written = new TransactionRecord(
                List.of(new Participant("<default>", 3, 17, 5, null), new Participant("other", 1, 0, 2, "nonce")),
                new TransactionRecord.Metadata("acme", "alice", "00-1-2-01"),
                List.of(new Change("orders", "Order", "42", operation, image("a", null, "b", 1), null, List.of("a", "b")),
                        new Change("outbox", "Shipped", "k", operation, null, image("data", "x"), List.of())));

        assertThat(codec.decodeTransaction(codec.encode(written))).isEqualTo(written);
    }

    @Test
    void everyFieldOfAChunkAndOfTheRecordThatNamesItComesBack() {
        Chunk chunk = new Chunk(7, 3, 1_000_000,
                List.of(new Change("orders", "Order", "42", Operation.UPDATE, image("a", 1), image("a", 2), List.of("a"), 1,
                        "Ada"),
                        new Change("out", "Done", "k", Operation.EVENT, null, image("data", "x"), List.of(), Change.ANY, "k")));
        assertThat(ChunkCodec.decode(ChunkCodec.encode(chunk))).isEqualTo(chunk);
        assertThat(JournalCodec.firstNumber(ChunkCodec.encode(chunk))).isEqualTo(7);
        TransactionRecord written = new TransactionRecord(List.of(new Participant("<default>", 3, 17, 5, null)),
                TransactionRecord.Metadata.NONE, List.of(), new Chunks(7, 12, 4, Map.of("orders", 3, "out", 1), 1));
        TransactionRecord read = codec.decodeTransaction(codec.encode(written));
        assertThat(read).isEqualTo(written);
        assertThat(read.count()).isEqualTo(4);
    }

    /** Written from the page on the format, by hand. */
    @Test
    void chunksAreTheBytesThatTheFormatPageSays() {
        Chunk chunk = new Chunk(0, 0, 0,
                List.of(new Change("c", "T", "k", Operation.INSERT, null, image("id", 1), List.of(), 0, "k")));
        assertThat(hex(ChunkCodec.encode(chunk)))
                .isEqualTo("9f01000000" + "9f9f6163" + "6154" + "616b" + "01f6" + "bf62696401ff" + "9fff" + "00ff" + "ffff");
        TransactionRecord record = new TransactionRecord(List.of(new Participant("d", 1, 0, 1, null)),
                TransactionRecord.Metadata.NONE, List.of(), new Chunks(1, 2, 2, Map.of("c", 3), 0));
        String withoutChunks = "9f01" + "9f9f6164010001f6ffff" + "9ff6f6f6ff" + "9fff";
        assertThat(hex(codec.encode(record))).isEqualTo(withoutChunks + "9f010202bf616303ff00ff" + "ff");
        assertThat(hex(codec.encode(new TransactionRecord(record.participants(), record.metadata(), List.of()))))
                .as("as before there were chunks").isEqualTo(withoutChunks + "ff");
    }

    private static String hex(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @EnumSource(Outcome.Evidence.class)
    void everyOutcomeComesBack(Outcome.Evidence evidence) {
        for (Outcome.Result result : Outcome.Result.values()) {
            Outcome written = new Outcome(Long.MAX_VALUE, "<default>", result, 1L << 40, evidence);
            assertThat(codec.decodeOutcome(codec.encode(written))).isEqualTo(written);
        }
    }

    @Test
    void decodingLeavesTheBufferWhereItIs() {
        ByteBuffer payload = codec.encode(Records.committed(1));
        int position = payload.position();
        codec.decodeOutcome(payload);
        assertThat(payload.position()).isEqualTo(position);
    }

    @Test
    void aRecordOfAnotherLayoutIsRefusedByName() {
        ByteBuffer payload = codec.encode(Records.committed(1));
        byte[] bytes = payload.array().clone();
        assertThat(bytes[1]).as("the layout, after the head of the array").isEqualTo((byte) 1);
        bytes[1] = 2;
        assertThatThrownBy(() -> codec.decodeOutcome(ByteBuffer.wrap(bytes))).hasMessageContaining("layout 2");
    }

    @Test
    void aValueThatCannotStandInTheLogIsRefusedByName() {
        assertThatThrownBy(() -> roundTrip(new StringBuilder())).hasMessageContaining("java.lang.StringBuilder");
    }

    private @Nullable Object roundTrip(@Nullable Object value) {
        TransactionRecord read = codec.decodeTransaction(codec.encode(Records.transaction(1, 0,
                Records.change("1", Operation.INSERT, null, image("value", value)))));
        Map<String, @Nullable Object> after = read.changes().get(0).after();
        return after == null ? null : after.get("value");
    }
}
