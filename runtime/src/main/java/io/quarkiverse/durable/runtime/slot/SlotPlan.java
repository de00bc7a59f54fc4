package io.quarkiverse.durable.runtime.slot;

/**
 * Which slots have rows before they are used.
 *
 * @param madeAhead slots 1 to this number get their rows at the take-over
 * @param fixed there are no others, so that their rows can carry the records of commits that do not wait for the log
 * @param xa the datasource takes part in transactions by XA: a branch creates no rows, and prepared ones may hold some
 */
public record SlotPlan(int madeAhead, boolean fixed, boolean xa) {

    /** Each row comes with the first mark of its slot. */
    public static final SlotPlan ON_DEMAND = new SlotPlan(0, false, false);

    /** As many as {@code count}, all made ahead. */
    public static SlotPlan fixed(int count) {
        return new SlotPlan(count, true, false);
    }

    /** Whether transactions may take this slot; those that an earlier run made beyond stay idle. */
    public boolean uses(int slot) {
        return !fixed || slot <= madeAhead;
    }
}
