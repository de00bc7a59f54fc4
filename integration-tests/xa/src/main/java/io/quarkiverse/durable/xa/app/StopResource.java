package io.quarkiverse.durable.xa.app;

import java.io.Serializable;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.killable.Fuse;

/**
 * An XA resource that has nothing to commit. It is prepared and committed in the order in which it was enlisted, and reaches
 * the steps {@code resource.prepare}, {@code resource.commit} and {@code resource.rollback} of the fuse there. The
 * transaction manager writes it to its log; what comes back from there after a restart agrees to everything.
 */
final class StopResource implements XAResource, Serializable {

    private static final long serialVersionUID = 1;

    /** @param at {@code prepare} or {@code commit} */
    record Failure(String at, int code) {

        /** @param text such as {@code prepare:XA_RBROLLBACK} */
        static Failure parse(String text) throws ReflectiveOperationException {
            String[] parts = text.split(":", -1);
            return new Failure(parts[0], XAException.class.getField(parts[1]).getInt(null));
        }
    }

    private final transient @Nullable Fuse fuse;
    private final transient @Nullable Failure failure;

    StopResource(Fuse fuse, @Nullable Failure failure) {
        this.fuse = fuse;
        this.failure = failure;
    }

    private void reached(String step) throws XAException {
        if (fuse != null) {
            fuse.reached("resource." + step);
        }
        if (failure != null && failure.at().equals(step)) {
            throw new XAException(failure.code());
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        reached("prepare");
        return XA_OK;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        reached("commit");
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        reached("rollback");
    }

    @Override
    public void start(Xid xid, int flags) {
    }

    @Override
    public void end(Xid xid, int flags) {
    }

    @Override
    public void forget(Xid xid) {
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return this == other;
    }

    @Override
    public Xid[] recover(int flags) {
        return new Xid[0];
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }
}
