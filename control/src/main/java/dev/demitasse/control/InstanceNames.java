package dev.demitasse.control;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names of instances: the service's and six random digits, which say whose it is and stay short enough for sockets. */
final class InstanceNames {
    private InstanceNames() {}

    static String next(String service) {
        return service + "-"
                + HexFormat.of()
                        .toHexDigits(ThreadLocalRandom.current().nextInt())
                        .substring(0, 6);
    }
}
