package dev.demitasse.egress;

import java.io.IOException;
import java.util.List;

/** Where the addresses of names come from. */
@FunctionalInterface
interface Resolver {
    /** The IPv4 addresses of a name, at least one. Blocks. */
    List<Integer> addresses(String name) throws IOException;
}
