package dev.demitasse.hypervisor;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernel command line: tokens {@code demi.KEY=VALUE} with percent-encoded UTF-8 values (RFC 3986 section
 * 2.1), read in the guest by {@code BootOptions}.
 */
final class KernelCommandLine {
    /**
     * QEMU's PVH loader on {@code pc} and {@code q35} has a buffer of 4,096 bytes ({@code CMDLINE_BUFSIZE} in
     * pc-bios/optionrom/pvh_main.c); on {@code microvm} QEMU adds one token of up to 48 bytes for each device.
     */
    static final int MAXIMUM_LENGTH = 4096 - 1 - 8 * 48;

    private static final String PLAIN = "-._~/:=,@+";

    private final List<String> tokens = new ArrayList<>();

    private KernelCommandLine() {}

    /**
     * The command line of an instance that starts at {@code now}.
     *
     * @throws HypervisorException when it is longer than a guest can be given
     */
    static String of(BootConfiguration configuration, Network network, Instant now) {
        var line = new KernelCommandLine();
        line.add(
                "clock",
                Long.toString(Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano())));
        switch (network) {
            case Network.None() -> {}
            case Network.User _ -> line.addressing(UserNetwork.ADDRESSING);
            case Network.Tap tap -> line.addressing(tap.addressing());
            case Network.Bridge bridge -> line.addressing(bridge.addressing());
        }
        configuration.hostname().ifPresent(name -> line.add("hostname", name));
        configuration.environment().forEach((name, value) -> line.add("env", name + "=" + value));
        configuration.properties().forEach((name, value) -> line.add("prop", name + "=" + value));
        configuration.arguments().forEach(argument -> line.add("arg", argument));
        String text = String.join(" ", line.tokens);
        if (text.length() > MAXIMUM_LENGTH) {
            throw new HypervisorException(
                    "arguments, environment and properties take %,d bytes on the kernel command line; %,d fit: put long values into the image (demitasse.yaml)"
                            .formatted(text.length(), MAXIMUM_LENGTH));
        }
        return text;
    }

    private void addressing(Addressing addressing) {
        switch (addressing) {
            case Addressing.Dhcp() -> add("ip", "dhcp");
            case Addressing.Fixed(var address, var gateway, var nameServers) -> {
                add("ip", address);
                gateway.ifPresent(router -> add("gateway", router));
                nameServers.forEach(server -> add("dns", server));
            }
        }
    }

    private void add(String key, String value) {
        tokens.add("demi." + key + "=" + encode(value));
    }

    static String encode(String value) {
        var encoded = new StringBuilder(value.length() + 16);
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append("%02X".formatted(b & 0xff));
            }
        }
        return encoded.toString();
    }
}
