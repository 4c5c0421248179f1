package dev.demitasse.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * What the hypervisor told this instance at boot, on the kernel command line and besides: space-separated tokens of the form
 * {@code demi.KEY=VALUE} with percent-encoded UTF-8 values. Tokens without our prefix belong to the platform and are
 * left alone; unknown keys of ours are kept in {@link #unknown} so that a typing error can be reported.
 *
 * @param environment {@code demi.env=NAME=VALUE}, in order
 * @param properties {@code demi.prop=name=value}: system properties
 * @param arguments {@code demi.arg=ARGUMENT}, the application's arguments after those compiled in
 * @param ip {@code demi.ip}: {@code dhcp} or {@code address/prefix}
 * @param gateway {@code demi.gateway}: the default router's address
 * @param ip6 {@code demi.ip6}: {@code auto} (what routers tell), {@code off}, or {@code address/prefix}
 * @param gateway6 {@code demi.gateway6}: the default router's IPv6 address, with a fixed one
 * @param ip6Key {@code demi.ip6-key}: 32 hexadecimal digits by which IPv6 addresses are the same at every start
 * @param dns {@code demi.dns}: name servers, in order of preference
 * @param hostname {@code demi.hostname}
 * @param ntp {@code demi.ntp}: names or addresses of time servers, in order of preference; {@code dhcp} for those of DHCP
 * @param lastPackets {@code demi.last-packets}: how many frames are kept to be told when the instance ends, at most 4,096
 * @param unknown keys that mean nothing to this version
 */
public record BootOptions(
        Map<String, String> environment,
        Map<String, String> properties,
        List<String> arguments,
        Optional<String> ip,
        Optional<String> gateway,
        Optional<String> ip6,
        Optional<String> gateway6,
        Optional<String> ip6Key,
        List<String> dns,
        Optional<String> hostname,
        List<String> ntp,
        int lastPackets,
        List<String> unknown) {

    private static final String PREFIX = "demi.";

    /** Frames; some 700 KiB of memory. */
    private static final int MOST_PACKETS = 4096;

    /** Parses a command line; never fails, since a guest that cannot start because of one bad token helps nobody. */
    public static BootOptions parse(String commandLine) {
        Map<String, String> environment = new LinkedHashMap<>();
        Map<String, String> properties = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>();
        List<String> dns = new ArrayList<>();
        List<String> ntp = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        String ip = null;
        String gateway = null;
        String ip6 = null;
        String gateway6 = null;
        String ip6Key = null;
        String hostname = null;
        int lastPackets = 0;
        // Not String.split, which would bring regular expressions into every image.
        var tokens = new StringTokenizer(commandLine);
        while (tokens.hasMoreTokens()) {
            String token = tokens.nextToken();
            int equals = token.indexOf('=');
            if (!token.startsWith(PREFIX) || equals < 0) {
                continue;
            }
            String key = token.substring(PREFIX.length(), equals);
            String value = decode(token.substring(equals + 1));
            switch (key) {
                case "env" -> putPair(environment, value);
                case "prop" -> putPair(properties, value);
                case "arg" -> arguments.add(value);
                case "ip" -> ip = value;
                case "gateway" -> gateway = value;
                case "ip6" -> ip6 = value;
                case "gateway6" -> gateway6 = value;
                case "ip6-key" -> ip6Key = value;
                case "dns" -> dns.add(value);
                case "ntp" -> ntp.add(value);
                case "hostname" -> hostname = value;
                case "last-packets" -> lastPackets = number(value, MOST_PACKETS);
                case "clock", "memory", "events", "debug", "net-socket", "net-tap", "more" -> {
                    // Read by the platform before this parser can run.
                }
                default -> unknown.add(key);
            }
        }
        return new BootOptions(
                environment,
                properties,
                arguments,
                Optional.ofNullable(ip),
                Optional.ofNullable(gateway),
                Optional.ofNullable(ip6),
                Optional.ofNullable(gateway6),
                Optional.ofNullable(ip6Key),
                dns,
                Optional.ofNullable(hostname),
                ntp,
                lastPackets,
                unknown);
    }

    /** A number from 0 to {@code most}, which larger ones are; 0 for what is none. */
    private static int number(String text, int most) {
        try {
            return Math.clamp(Long.parseLong(text), 0, most);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void putPair(Map<String, String> target, String pair) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
            target.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    /** Percent-decoding (RFC 3986 section 2.1); a percent sign that starts no valid triplet stands for itself. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length) {
                int high = Character.digit(bytes[i + 1], 16);
                int low = Character.digit(bytes[i + 2], 16);
                if (high >= 0 && low >= 0) {
                    decoded.write(high << 4 | low);
                    i += 2;
                    continue;
                }
            }
            decoded.write(bytes[i]);
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}
