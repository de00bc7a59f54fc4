package io.quarkiverse.durable.runtime.journal;

import java.nio.ByteBuffer;
import java.util.function.Function;

import io.quarkiverse.durable.DurableException;
import io.quarkiverse.durable.wal.WalRecord;

/** What a record of the log says; if this version cannot tell, one error names the record. */
final class Decoded {

    static <T> T of(WalRecord record, Function<ByteBuffer, T> codec) {
        try {
            return codec.apply(record.payload());
        } catch (DurableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new DurableException("DURABLE-0213", "Record " + record.lsn() + " of the log is whole, but this version of"
                    + " Quarkus Durable cannot read it: " + e.getMessage() + ". Use the version that wrote it, or, if all that"
                    + " it holds is published, give the application an empty log directory.", e);
        }
    }

    private Decoded() {
    }
}
