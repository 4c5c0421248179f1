package dev.demitasse.jdk;

/** Which address families sockets and names have. */
public final class AddressFamilies {
    private static final String IPV4_ALONE = "java.net.preferIPv4Stack";

    private AddressFamilies() {}

    private static final class Holder {
        /** Read once, when the JDK's network classes ask first (java.net, "Networking Properties"). */
        static final boolean IPV6 = wanted();
    }

    /** Whether there is IPv6: always, unless {@code java.net.preferIPv4Stack} says otherwise. */
    public static boolean ipv6() {
        return Holder.IPV6;
    }

    /** What the property says now; until the JDK has asked, the application may change it. */
    static boolean wanted() {
        return !Boolean.getBoolean(IPV4_ALONE);
    }
}
