package io.quarkiverse.durable.wal.catalog;

import static io.quarkiverse.durable.wal.catalog.FileDecision.LEAVE;
import static io.quarkiverse.durable.wal.catalog.FileDecision.REMOVE;
import static io.quarkiverse.durable.wal.catalog.FileDecision.SEGMENT;
import static io.quarkiverse.durable.wal.catalog.FileDecision.SPARE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class FileDecisionTest {

    private static final int SIZE = 1 << 16;
    private static final String NUMBER = "00000000000000000042";

    /** Kind of name; what is done with a file of the size of a segment, and with one of another size. */
    private static final Map<String, List<FileDecision>> TABLE = new LinkedHashMap<>();

    static {
        TABLE.put("wal-" + NUMBER + ".seg", List.of(SEGMENT, SEGMENT));
        TABLE.put("spare-" + NUMBER + ".seg", List.of(SPARE, REMOVE));
        TABLE.put("spare-" + NUMBER + ".seg.tmp", List.of(REMOVE, REMOVE));
        TABLE.put("wal-" + NUMBER + ".seg.tmp", List.of(REMOVE, REMOVE));
        for (String name : List.of("identity.tmp", "cursors.tmp", "sealing.tmp", "probe.tmp")) {
            TABLE.put(name, List.of(REMOVE, REMOVE));
        }
        for (String name : List.of("identity", "cursors", "lock", "notes.txt", "wal-42.seg", "spare-1.seg", ".seg",
                "wal-99999999999999999999.seg", "spare-99999999999999999999.seg", "wal-" + NUMBER, "WAL-" + NUMBER + ".seg",
                "wal-" + NUMBER + ".seg.bak", "xwal-" + NUMBER + ".seg")) {
            TABLE.put(name, List.of(LEAVE, LEAVE));
        }
    }

    @Test
    void everyKindOfFileOfEverySizeHasTheDecisionOfItsRow() {
        TABLE.forEach((name, decisions) -> {
            assertThat(FileDecision.of(name, SIZE, SIZE)).as(name).isEqualTo(decisions.get(0));
            for (long size : new long[] { 0, 1, SIZE - 1, SIZE + 1, 2L * SIZE, Long.MAX_VALUE }) {
                assertThat(FileDecision.of(name, size, SIZE)).as("%s of %s bytes", name, size).isEqualTo(decisions.get(1));
            }
        });
    }
}
