package io.quarkiverse.durable.wal.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the power from mounted file systems: what is not on their devices gets there no more, and whoever writes or syncs
 * gets an error. Needs a C compiler.
 */
public final class PowerSwitch {

    private final Path program;

    /** @param folder for the program */
    public PowerSwitch(Path folder) {
        program = Machine.compiled("power-loss.c", folder.resolve("power-loss"));
    }

    /** One after the other, with nothing between. Each must be remounted after that. */
    public void off(Disk... disks) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        for (Disk disk : disks) {
            command.add(disk.path().toString());
        }
        Machine.must(command.toArray(String[]::new));
    }
}
