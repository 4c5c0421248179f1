package dev.demitasse.net;

import java.util.List;

/**
 * Names to addresses: static hosts first, then the cache, then the DNS servers. Never blocks. Takes the stack's lock,
 * so usable from any thread.
 */
public interface Resolver {
    /**
     * Starts to look up the addresses of a host name (without final dot, or with it to avoid the search list). Text
     * addresses resolve to themselves.
     */
    Lookup lookup(String name);

    /** Starts to look up the name of an address. */
    Lookup lookup(IpAddress address);

    /** Adds an entry to the static hosts, as in {@code /etc/hosts}. */
    void addHost(String name, IpAddress address);

    /** The DNS servers, in the order to ask: the configured ones, else those learned by DHCP. */
    List<IpAddress> servers();

    /** Sets the DNS servers; an empty list goes back to those learned by DHCP. */
    void setServers(List<IpAddress> servers);

    /** Domains to try for names without a dot: the configured ones, else the one learned by DHCP. */
    List<String> searchDomains();

    /** Sets the search list; an empty list goes back to what DHCP says. */
    void setSearchDomains(List<String> domains);

    /** One lookup under way. */
    interface Lookup {
        /** How far it is; once it is not {@link Resolution.Pending}, it does not change. */
        Resolution resolution();

        /** Sets the one listener, called under the lock once when the lookup is done; at once when it is already. */
        void setListener(LookupListener listener);

        /** Gives up; the listener is not called any more. */
        void cancel();
    }

    /** Told of the end of a lookup. Called under the stack's lock; must not block. */
    @FunctionalInterface
    interface LookupListener {
        /** {@link Lookup#resolution()} has its final value. */
        void lookupDone(Lookup lookup);
    }
}
