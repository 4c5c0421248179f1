package dev.demitasse.control.fleet;

import dev.demitasse.control.service.Template;
import java.util.List;

/**
 * An instance to be.
 *
 * @param id its name, unique among all
 * @param service whose it is
 * @param template what it is made of
 * @param guestPorts its ports that the gateway needs to reach
 */
public record Order(String id, String service, Template template, List<Integer> guestPorts) {
    /** Copies the list. */
    public Order {
        guestPorts = List.copyOf(guestPorts);
    }
}
