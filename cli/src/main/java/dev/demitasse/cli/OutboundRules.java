package dev.demitasse.cli;

import dev.demitasse.egress.Destination;
import dev.demitasse.egress.Filter;
import dev.demitasse.egress.FilterException;
import dev.demitasse.egress.FilterListener;
import dev.demitasse.hypervisor.HypervisorException;
import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.Outbound;
import dev.demitasse.hypervisor.OwnUser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the one instance of {@code demi run} may reach. The filter is a process of the user's, shared by all instances that have
 * rules; one that is left running goes on with it. Thread-safe.
 */
final class OutboundRules implements FilterListener {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final List<Destination> destinations;
    private final Filter filter;
    private volatile String id = "";
    private volatile @Nullable Instance instance;

    OutboundRules(Home home, List<Destination> destinations) {
        this.destinations = destinations;
        this.filter = new Filter(home.directory(), OwnUser.next(), this);
    }

    /** The way out so described. */
    Outbound outbound() {
        return new Outbound.Filtered(this::open);
    }

    private void open(Path guest, Path host) {
        id = Objects.requireNonNull(guest.getParent(), "a socket is in a folder")
                .toString();
        try {
            filter.open(id, destinations, guest, host);
        } catch (FilterException e) {
            throw new HypervisorException("cannot restrict what it reaches: " + e.getMessage(), e);
        }
    }

    /** It runs, and ends when its network does. */
    void runs(Instance started) {
        instance = started;
    }

    @Override
    public void refused(String whose, String what, long packets) {
        if (whose.equals(id)) {
            Messages.note("denied: " + what + ", " + packets + (packets == 1 ? " packet" : " packets")
                    + ": --egress does not list it");
        }
    }

    @Override
    public void closed(String whose, String reason) {
        if (whose.equals(id)) {
            Thread.ofPlatform().daemon().name("link").start(() -> endLater(reason));
        }
    }

    /** An instance that ends takes its link with it, a moment before it is gone. */
    private void endLater(String reason) {
        try {
            Thread.sleep(GRACE);
            end(reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void ended(String how) {
        end(how);
    }

    private void end(String reason) {
        Instance running = instance;
        if (running != null && running.isAlive()) {
            Messages.error("its network has ended: " + reason);
            running.kill();
        }
    }
}
