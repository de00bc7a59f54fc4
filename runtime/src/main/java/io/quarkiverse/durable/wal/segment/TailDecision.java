package io.quarkiverse.durable.wal.segment;

/**
 * What to do with the end of the newest segment, as a table.
 *
 * <p>
 * Batches are written one after the other, each durable before the next begins, unless the segment is relaxed. So behind a
 * batch
 * that was torn by a crash there is no other one; a batch that does not check in front of one that does was acknowledged, and
 * is damaged.
 */
public enum TailDecision {

    /** Every batch checks and nothing of another one is there. */
    KEEP,
    /** What does not check was never acknowledged, or within the loss window that was chosen: cut it off. */
    CUT,
    /** What does not check, or is not there, was acknowledged. */
    CORRUPT;

    /** What is found where the next batch would begin. */
    public enum Found {
        /** The file ends. */
        END,
        /** Zeros, or what an earlier use of the file left. */
        NOTHING,
        /** A batch of this segment that does not check. */
        DAMAGED
    }

    /**
     * @param found behind the last batch that checks
     * @param laterBatch behind that place a batch of this segment begins
     * @param relaxed batches were acknowledged before they were synced
     * @param missing a record that the directory is known to have held is not in the batches that check
     */
    public record Facts(Found found, boolean laterBatch, boolean relaxed, boolean missing) {
    }

    public static TailDecision of(Facts facts) {
        if (facts.missing()) {
            return CORRUPT;
        }
        if (facts.laterBatch()) {
            return facts.relaxed() ? CUT : CORRUPT;
        }
        return facts.found() == Found.DAMAGED ? CUT : KEEP;
    }
}
