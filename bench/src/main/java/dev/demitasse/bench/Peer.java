package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A way to run a service. Implementations are immutable once prepared. */
interface Peer {
    /** Its name in results, one word. */
    String name();

    /** Its name for readers. */
    String title();

    /** What it is, in a sentence for the report. */
    String description();

    /** The address at which it serves. */
    String host();

    /** Makes what it starts from. */
    void prepare(Service service) throws IOException, InterruptedException;

    /** The files that make up what is deployed: the application with all that is not the host's. */
    List<Path> image(Service service);

    /** The memory it gets unless told otherwise, in MiB, where it gets a fixed size. */
    OptionalInt memory();

    /** The command that starts it, with that memory where it gets a fixed size. */
    ProcessBuilder command(Service service, int memoryMib) throws IOException;
}
