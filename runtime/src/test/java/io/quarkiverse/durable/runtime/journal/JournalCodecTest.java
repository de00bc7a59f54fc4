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
    void whatSaysMoreOfATransactionComesBackAndIsWhatTheFormatPageSays() {
        assertComesBack(new TransactionRecord.Metadata("t", "u", "p", 0, "r", "w"),
                "6174" + "6175" + "6170" + "00" + "6172" + "6177");
        assertComesBack(new TransactionRecord.Metadata(null, null, null, 7, null, "w"), "f6f6f6" + "07" + "f6" + "6177");
        assertComesBack(new TransactionRecord.Metadata("t", null, null, 7, null, null), "6174" + "f6f6" + "07");
        assertComesBack(new TransactionRecord.Metadata(null, "u", null), "f6" + "6175" + "f6");
    }

    private void assertComesBack(TransactionRecord.Metadata metadata, String elements) {
        Change change = new Change("c", "T", "k", Operation.INSERT, null, null, List.of());
        TransactionRecord written = new TransactionRecord(List.of(new Participant("d", 1, 0, 1, null)), metadata,
                List.of(change, change.ofTenant("other")));
        assertThat(codec.decodeTransaction(codec.encode(written))).isEqualTo(written);
        assertThat(hex(codec.encode(written))).containsPattern("856164010001f6ff" + "8[346]" + elements + "82818461");
    }

    @Test
    void everyFieldOfAChunkAndOfTheRecordThatNamesItComesBack() {
        Chunk chunk = new Chunk(7, 3, 1_000_000,
                List.of(new Change("orders", "Order", "42", Operation.UPDATE, image("a", 1), image("a", 2), List.of("a"), 1,
                        "Ada"),
                        new Change("out", "Done", "k", Operation.EVENT, null, image("data", "x"), List.of(), Change.ANY, "k"),
                        new Change("orders", "Order", "42", Operation.DELETE, null, null, List.of(), 1, "42", null, "other")));
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
                .isEqualTo("9f01000000" + "82" + "81" + "84" + "6163" + "6154" + "f6" + "81626964"
                        + "81" + "87" + "00" + "616b" + "01" + "f6" + "8101" + "80" + "00" + "ff");
        TransactionRecord record = new TransactionRecord(List.of(new Participant("d", 1, 0, 1, null)),
                TransactionRecord.Metadata.NONE, List.of(), new Chunks(1, 2, 2, Map.of("c", 3), 0));
        String withoutChunks = "9f01" + "9f856164010001f6ff" + "83f6f6f6" + "828080";
        assertThat(hex(codec.encode(record))).isEqualTo(withoutChunks + "85010202bf616303ff00" + "ff");
        assertThat(hex(codec.encode(new TransactionRecord(record.participants(), record.metadata(), List.of()))))
                .as("as before there were chunks").isEqualTo(withoutChunks + "ff");
    }

    @Test
    void changesOfOneTypeShareTheirNamesAndThoseThatHaveOthersBringTheirs() {
        List<Change> changes = List.of(
                new Change("orders", "Order", "1", Operation.INSERT, null, image("id", 1, "a", 1), List.of(), 0, "1", "s1",
                        null),
                new Change("orders", "Order", "2", Operation.UPDATE, image("id", 2, "a", null), image("id", 2, "a", 1),
                        List.of("a"), 0, "2", "s1", null),
                new Change("orders", "Order", "3", Operation.UPDATE, image("a", 0, "id", 3), image("id", 3, "a", 1),
                        List.of("a", "lazy"), 0, "3", "s1", null),
                new Change("orders", "Order", "4", Operation.DELETE, image("id", 4, "a", 1), null, List.of(), 0, "p", "s1",
                        null),
                new Change("orders", "Order", "5", Operation.UPDATE, null, image("id", 5, "lines", List.of()),
                        List.of("lines"), 0, "5", "s1", null),
                new Change("orders", "Order", "6", Operation.INSERT, null, image("id", 6, "a", 1), List.of(), 0, "6", "s2",
                        null),
                new Change("others", "Order", "7", Operation.INSERT, null, image("id", 7, "a", 1), List.of(), 0, "7", "s2",
                        null));
        TransactionRecord written = Records.transaction(1, 0, changes.toArray(Change[]::new));
        ByteBuffer payload = codec.encode(written);
        assertThat(codec.decodeTransaction(payload)).isEqualTo(written);
        assertThat(codec.decodeTransaction(payload).changes().get(2).before()).containsExactlyEntriesOf(image("a", 0, "id", 3));
        List<?> shapes = (List<?>) CborValues.list(JournalCodec.read(payload).get(3)).get(0);
        assertThat(shapes).hasToString("[[orders, Order, s1, [id, a]], [orders, Order, s1, [id, lines]],"
                + " [orders, Order, s2, [id, a]], [others, Order, s2, [id, a]]]");
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
