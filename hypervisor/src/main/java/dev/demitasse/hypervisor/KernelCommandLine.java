package dev.demitasse.hypervisor;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes boot options: tokens {@code demi.KEY=VALUE} with percent-encoded UTF-8 values (RFC 3986 section 2.1), read in the
 * guest by {@code BootOptions}. A process has them all in its environment. A virtual machine has on its kernel command line,
 * which is part of QEMU's and for all to read, what is about the machine, and what is about the application in a file.
 */
final class KernelCommandLine {
    /**
     * QEMU's PVH loader on {@code pc} and {@code q35} has a buffer of 4,096 bytes ({@code CMDLINE_BUFSIZE} in
     * pc-bios/optionrom/pvh_main.c); on {@code microvm} QEMU adds one token of up to 48 bytes for each device.
     */
    static final int MAXIMUM_LENGTH = 4096 - 1 - 8 * 48;

    /** Linux's {@code MAX_ARG_STRLEN}, 128 KiB, less the variable's name; the same for files, so that targets agree. */
    static final int MAXIMUM_ENVIRONMENT_LENGTH = (128 << 10) - 64;

    private static final String PLAIN = "-._~/:=,@+";

    private final List<String> tokens = new ArrayList<>();

    private KernelCommandLine() {}

    /** What is in a file for the application, and is on no command line; empty when there is nothing to tell. */
    static String file(BootConfiguration configuration) {
        var line = new KernelCommandLine();
        line.application(configuration);
        return line.text(MAXIMUM_ENVIRONMENT_LENGTH);
    }

    /**
     * The command line of a virtual machine that starts at {@code now}.
     *
     * @throws HypervisorException when it is longer than a guest can be given
     */
    static String of(BootConfiguration configuration, Network network, Instant now) {
        var line = new KernelCommandLine();
        line.add(
                "clock",
                Long.toString(Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano())));
        line.machine(configuration, network);
        if (!file(configuration).isEmpty()) {
            line.add("more", "fw_cfg");
        }
        return line.text(MAXIMUM_LENGTH);
    }

    /**
     * The boot options of a process, which has the host's clock.
     *
     * @param memory bytes
     * @param platform keys and values that only a process knows
     * @throws HypervisorException when they are longer than Linux passes on
     */
    static String ofProcess(
            BootConfiguration configuration, Network network, long memory, Map<String, String> platform) {
        var line = new KernelCommandLine();
        line.add("memory", Long.toString(memory));
        platform.forEach(line::add);
        line.machine(configuration, network);
        line.application(configuration);
        return line.text(MAXIMUM_ENVIRONMENT_LENGTH);
    }

    private void machine(BootConfiguration configuration, Network network) {
        switch (network) {
            case Network.None() -> {}
            case Network.User _ -> addressing(UserNetwork.ADDRESSING);
            case Network.Tap tap -> addressing(tap.addressing());
            case Network.Bridge bridge -> addressing(bridge.addressing());
        }
        configuration.hostname().ifPresent(name -> add("hostname", name));
        if (configuration.lastPackets() > 0) {
            add("last-packets", Integer.toString(configuration.lastPackets()));
        }
    }

    private void application(BootConfiguration configuration) {
        configuration.environment().forEach((name, value) -> add("env", name + "=" + value));
        configuration.properties().forEach((name, value) -> add("prop", name + "=" + value));
        configuration.arguments().forEach(argument -> add("arg", argument));
    }

    private String text(int most) {
        String text = String.join(" ", tokens);
        if (text.length() > most) {
            throw new HypervisorException(
                    "arguments, environment and properties take %,d bytes as boot options; %,d fit: put long values into the image (demitasse.yaml)"
                            .formatted(text.length(), most));
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
            case Addressing.WithIpv6(var ipv4, var address, var gateway) -> {
                addressing(ipv4);
                add("ip6", address);
                gateway.ifPresent(router -> add("gateway6", router));
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
