package io.quarkiverse.durable.quickstart;

/** Rolls the transaction back, with everything that it has already written. */
public class OutOfStock extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutOfStock(String product, int stock, int wanted) {
        super("There are " + stock + " of " + product + " and " + wanted + " were ordered; nothing was changed");
    }
}
