package io.quarkiverse.durable.servers;

/** A program that says who it is, then waits for its end. */
final class Chatter {

    private Chatter() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println("Listening on: http://127.0.0.1:" + System.getProperty("chatter.port"));
        System.out.println("I am " + System.getenv("CHATTER_NAME") + " " + String.join(" ", arguments));
        if (arguments.length > 0 && arguments[0].equals("exit")) {
            System.exit(7);
        }
        Thread.currentThread().join();
    }
}
