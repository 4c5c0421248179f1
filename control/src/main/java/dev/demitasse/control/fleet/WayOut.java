package dev.demitasse.control.fleet;

import dev.demitasse.control.service.Egress;
import dev.demitasse.control.service.Template;
import dev.demitasse.egress.Destination;
import dev.demitasse.egress.Filter;
import dev.demitasse.egress.FilterException;
import dev.demitasse.egress.FilterListener;
import dev.demitasse.hypervisor.HypervisorException;
import dev.demitasse.hypervisor.Outbound;
import dev.demitasse.hypervisor.OwnUser;
import dev.demitasse.toolchain.BootTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What instances reach by connections of their own: QEMU denies all by itself, and everything else that is not open goes
 * through a filter, which is a process that outlives this one. Thread-safe.
 */
final class WayOut implements AutoCloseable {
    private final Filter filter;

    /** Filters whose socket is in {@code folder}. */
    WayOut(Path folder, FilterListener listener) {
        filter = new Filter(folder, OwnUser.next(), listener);
    }

    /** Whether instances of a template need the filter. */
    static boolean isFiltered(Template template, String target) {
        return switch (template.egress().kind()) {
            case OPEN -> false;
            case DENIED -> target.equals(BootTarget.PROCESS);
            case LISTED -> true;
        };
    }

    /** Gets ready for instances of a template, which then need not wait for the filter. */
    void prepare(Template template, String target) {
        if (isFiltered(template, target)) {
            filter.start();
        }
    }

    /** The way out of an instance. */
    Outbound of(String id, Template template, String target) {
        Egress egress = template.egress();
        if (isFiltered(template, target)) {
            return new Outbound.Filtered((guest, host) -> open(id, egress.destinations(), guest, host));
        }
        return egress.kind() == Egress.Kind.OPEN ? new Outbound.Open() : new Outbound.Denied();
    }

    private void open(String id, List<Destination> destinations, Path guest, Path host) {
        try {
            filter.open(id, destinations, guest, host);
        } catch (FilterException e) {
            throw new HypervisorException("cannot restrict what it reaches: " + e.getMessage(), e);
        }
    }

    /** Says where services are from now on. */
    void services(Map<String, List<Destination>> places) {
        filter.services(places);
    }

    /** The instances with a way out through a filter that runs. */
    Set<String> find() {
        return filter.find();
    }

    /** Ends the filter; no instance needs it any more. */
    void end() {
        filter.end();
    }

    /** Leaves the filter to itself. */
    @Override
    public void close() {
        filter.close();
    }
}
