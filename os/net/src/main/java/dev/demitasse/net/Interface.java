package dev.demitasse.net;

import java.util.List;
import java.util.Optional;

/** One attachment to a network: a device's, or loopback. Takes the stack's lock, so usable from any thread. */
public interface Interface {
    /** {@code lo}, {@code eth0}, … */
    String name();

    /** 1 for loopback, then upward in the order of the builder's devices. */
    int index();

    /** Whether this is loopback. */
    boolean loopback();

    /** Whether packets can flow. */
    boolean up();

    /** The six-byte hardware address; nothing for loopback. */
    Optional<byte[]> hardwareAddress();

    /** Largest IP packet in bytes. */
    int mtu();

    /** Lowers the MTU below the device's; values outside 576 to the device's own are brought into that range. */
    void setMtu(int mtu);

    /** The addresses, the primary one first. */
    List<InterfaceAddress> addresses();

    /** Adds an address and the route to its network, and announces it on the link. */
    void addAddress(InterfaceAddress address);

    /** Removes an address, the routes through its network, and resets the connections that use it. */
    void removeAddress(IpAddress address);

    /**
     * Starts to configure this interface by DHCP (RFC 2131): address, routes, DNS servers, MTU, domain. Loopback refuses
     * with NOT_SUPPORTED.
     *
     * @param hostname told to the server; empty for none
     */
    void startDhcp(String hostname);

    /** Gives the lease back and removes what it configured. */
    void stopDhcp();

    /**
     * Starts to speak IPv6 here and to configure it by what routers tell (RFC 4861, RFC 4862): addresses, routes, MTU, DNS
     * servers. Setting an IPv6 address starts to speak IPv6 too, without listening to routers. Loopback refuses with
     * NOT_SUPPORTED.
     */
    void startAutoconfiguration();

    /** Listens to routers no more and removes what they configured; the link-local address stays. */
    void stopAutoconfiguration();

    /** Whether the interface has an address beyond IPv6's link-local one: static, by a valid lease, or by a router. */
    boolean configured();

    /** Sets the one listener, called under the lock when addresses change; it is called at once when configured. */
    void setConfigurationListener(ConfigurationListener listener);

    /** Told when an interface's addresses have changed. Called under the stack's lock; must not block. */
    @FunctionalInterface
    interface ConfigurationListener {
        /** The interface's {@link #addresses()} or {@link #configured()} changed. */
        void configurationChanged(Interface which);
    }
}
