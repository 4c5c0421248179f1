package dev.demitasse.jdk;

/** Which address families sockets and names have. */
public final class AddressFamilies {
    private AddressFamilies() {}

    private static final class Holder {
        /** Read once at run time, as the JDK does (java.net, "Networking Properties"). */
        static final boolean IPV6 = !Boolean.getBoolean("java.net.preferIPv4Stack");
    }

    /** Whether there is IPv6: always, unless {@code java.net.preferIPv4Stack} says otherwise. */
    public static boolean ipv6() {
        return Holder.IPV6;
    }
}
