package io.quarkiverse.durable.torture.oracle;

/**
 * All that an account is. Two states of one id are the same state only if they are equal.
 *
 * @param life how often the id was inserted
 * @param version of the row in this life
 * @param marker of the transaction that wrote it
 * @param note digest of the text that the transaction wrote
 */
public record RowState(long life, long version, long balance, String marker, int note) {
}
