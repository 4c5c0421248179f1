package dev.demitasse.jdk;

import dev.demitasse.kernel.BootOptions;
import dev.demitasse.kernel.Kernel;
import dev.demitasse.kernel.Signal;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.Route;
import dev.demitasse.net.WallClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How the interfaces get their addresses, as the boot options say, and who waits for that. Guarded by the stack's lock.
 *
 * <p>IPv4 is waited for, IPv6 is not: its addresses come along. Where only routers of IPv6 answer, the wait ends soon.
 */
final class NetworkConfiguration {
    /** A DHCP server that has not answered by then is taken not to be there. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    /** So much later than a router of IPv6, DHCP for IPv4 may still answer. */
    private static final long PATIENCE_WITH_IPV6 = TimeUnit.SECONDS.toNanos(1);

    private final NetworkStack stack;
    private final BootOptions options;
    private final List<Interface> awaited = new ArrayList<>();

    /** Ports to announce once configured. */
    private final List<Integer> unannounced = new ArrayList<>();

    /** Written under the lock; the network thread looks at it before every sleep. */
    private volatile boolean configured;

    private boolean warned;

    /** Whether the host knows that there are addresses. */
    private boolean told;

    /** When IPv6 alone will do, 0 while there is none. */
    private long ipv6Suffices;

    NetworkConfiguration(NetworkStack stack, BootOptions options) {
        this.stack = stack;
        this.options = options;
    }

    /** Gives the stack the key of its IPv6 addresses, if there is one. */
    static void identifierKey(BootOptions options, NetworkStack.Builder builder) {
        if (options.ip6Key().isEmpty()) {
            return;
        }
        String key = options.ip6Key().get();
        try {
            if (key.length() != 32) {
                throw new NumberFormatException(key);
            }
            builder.identifierKey(
                    Long.parseUnsignedLong(key.substring(0, 16), 16), Long.parseUnsignedLong(key.substring(16), 16));
        } catch (NumberFormatException e) {
            warn("demi.ip6-key is not 32 hexadecimal digits; IPv6 addresses will be others at the next start");
        }
    }

    /** Keeps the time of day by servers, where that is asked for. */
    private void keepTime() {
        List<String> servers = options.ntp();
        if (!servers.isEmpty()) {
            stack.keepTime(servers.contains("dhcp") ? List.of() : servers, new WallClock() {
                @Override
                public void step(long nanos) {
                    Kernel.stepTime(nanos);
                }

                @Override
                public void slew(long nanos) {
                    Kernel.slewTime(nanos);
                }
            });
        }
    }

    /** Configures all interfaces, or starts to. */
    void apply() {
        stack.lock().lock();
        try {
            options.dns().forEach(this::addServer);
            keepTime();
            for (Interface each : stack.interfaces()) {
                if (!each.loopback()) {
                    configure(each);
                }
            }
            changed();
        } finally {
            stack.lock().unlock();
        }
    }

    /** A fixed address is for the first interface; further ones ask for theirs. */
    private void configure(Interface each) {
        awaited.add(each);
        boolean first = awaited.size() == 1;
        String ip6 = first ? options.ip6().orElse("auto") : "auto";
        if (!ip6.equals("off") && AddressFamilies.ipv6()) {
            configureIpv6(each, ip6);
        }
        String ip = first ? options.ip().orElse("dhcp") : "dhcp";
        if (ip.equals("dhcp")) {
            each.startDhcp(options.hostname().orElse(""));
        } else {
            try {
                setAddress(each, ip, options.gateway().orElse(""));
            } catch (IllegalArgumentException e) {
                warn("demi.ip or demi.gateway: " + e.getMessage() + "; asking by DHCP instead");
                each.startDhcp(options.hostname().orElse(""));
            }
        }
        each.setConfigurationListener(which -> changed());
    }

    private void configureIpv6(Interface each, String ip6) {
        if (ip6.equals("auto")) {
            each.startAutoconfiguration();
            return;
        }
        try {
            setAddress(each, ip6, options.gateway6().orElse(""));
        } catch (IllegalArgumentException e) {
            warn("demi.ip6 or demi.gateway6: " + e.getMessage() + "; listening to routers instead");
            each.startAutoconfiguration();
        }
    }

    private void setAddress(Interface each, String address, String gateway) {
        InterfaceAddress own = InterfaceAddress.parse(address);
        Route route = gateway.isEmpty() ? null : Route.byDefault(IpAddress.parse(gateway), each.index());
        each.addAddress(own);
        if (route != null) {
            stack.addRoute(route);
        }
    }

    private void addServer(String text) {
        try {
            List<IpAddress> servers = new ArrayList<>(stack.resolver().servers());
            servers.add(IpAddress.parse(text));
            stack.resolver().setServers(servers);
        } catch (IllegalArgumentException e) {
            warn("demi.dns: " + e.getMessage());
        }
    }

    private static boolean hasIpv4(Interface each) {
        for (InterfaceAddress own : each.addresses()) {
            if (own.address().isIpv4()) {
                return true;
            }
        }
        return false;
    }

    /** Addresses have come or gone; called under the stack's lock. */
    private void changed() {
        boolean all = true;
        boolean reached = true;
        for (Interface each : awaited) {
            all &= hasIpv4(each);
            reached &= each.configured();
        }
        long now = Kernel.clock().nanoTime();
        if (!reached) {
            ipv6Suffices = 0;
        } else if (ipv6Suffices == 0) {
            ipv6Suffices = now + PATIENCE_WITH_IPV6;
        }
        configured = all || (reached && now >= ipv6Suffices);
        if (configured) {
            if (!told) {
                told = true;
                Kernel.event("network", "");
            }
            unannounced.forEach(NetworkConfiguration::announce);
            unannounced.clear();
        }
    }

    /** Looks whether waiting has an end; answers when to look again. */
    long check() {
        if (configured) {
            return Long.MAX_VALUE;
        }
        stack.lock().lock();
        try {
            changed();
            return configured || ipv6Suffices == 0 ? Long.MAX_VALUE : ipv6Suffices;
        } finally {
            stack.lock().unlock();
        }
    }

    /** See {@link Network#announceListening}. */
    void announceListening(int port) {
        stack.lock().lock();
        try {
            if (configured) {
                announce(port);
            } else {
                unannounced.add(port);
            }
        } finally {
            stack.lock().unlock();
        }
    }

    private static void announce(int port) {
        Kernel.event("listening", Integer.toString(port));
    }

    /** See {@link Network#awaitAddress}. */
    void awaitAddress() {
        long deadline = Kernel.clock().nanoTime() + PATIENCE;
        Signal poll = new Signal();
        while (true) {
            stack.lock().lock();
            try {
                if (configured || warned) {
                    return;
                }
                if (Kernel.clock().nanoTime() >= deadline) {
                    warned = true;
                    warn("no DHCP server gave an address within " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE)
                            + " s; going on without one (demi.ip=ADDRESS/PREFIX sets a fixed one)");
                    return;
                }
            } finally {
                stack.lock().unlock();
            }
            // Configuration happens once and takes milliseconds: looking again beats keeping a list of waiters.
            poll.await(Kernel.clock().nanoTime() + TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static void warn(String message) {
        byte[] line = ("demitasse: network: " + message + "\n").getBytes(StandardCharsets.UTF_8);
        Kernel.console().write(line, 0, line.length);
    }
}
