package dev.demitasse.net;

import org.jspecify.annotations.Nullable;

/** The text forms of an address: dotted decimal, RFC 4291 section 2.2 in, RFC 5952 out. */
final class IpAddressText {
    private static final int GROUPS = 8;

    private IpAddressText() {}

    static IpAddress parse(String text) {
        IpAddress address = text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IP address such as 10.0.2.15 or fe80::1");
        }
        return address;
    }

    static String format(IpAddress address) {
        if (address.isIpv4()) {
            int bits = address.ipv4();
            return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            long half = i < 4 ? address.high() : address.low();
            groups[i] = (int) (half >>> (48 - 16 * (i % 4))) & 0xffff;
        }
        return format(groups);
    }

    /** RFC 5952 section 4.2: the longest run of at least two zero groups, the first of equals, becomes "::". */
    private static String format(int[] groups) {
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && groups[i + run] == 0) {
                run++;
            }
            if (run > bestLength) {
                bestStart = i;
                bestLength = run;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (i > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static @Nullable IpAddress ipv4(String text) {
        int bits = 0;
        int parts = 0;
        int at = 0;
        while (at <= text.length()) {
            int dot = text.indexOf('.', at);
            int to = dot < 0 ? text.length() : dot;
            int part = number(text, at, to, 10, 3);
            if (part < 0 || part > 255 || (to - at > 1 && text.charAt(at) == '0')) {
                return null;
            }
            bits = bits << 8 | part;
            parts++;
            at = to + 1;
        }
        return parts == 4 ? IpAddress.ofIpv4(bits) : null;
    }

    private static @Nullable IpAddress ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        int[] groups = new int[GROUPS];
        int leading = groups(gap < 0 ? text : text.substring(0, gap), groups, 0);
        if (gap < 0) {
            return leading == GROUPS ? join(groups) : null;
        }
        int[] tail = new int[GROUPS];
        int trailing = groups(text.substring(gap + 2), tail, 0);
        if (leading < 0 || trailing < 0 || leading + trailing >= GROUPS) {
            return null;
        }
        System.arraycopy(tail, 0, groups, GROUPS - trailing, trailing);
        return join(groups);
    }

    /** Reads colon-separated groups, the last of which may be dotted decimal; answers how many, -1 for bad text. */
    private static int groups(String text, int[] groups, int count) {
        if (text.isEmpty()) {
            return count;
        }
        int at = 0;
        while (at <= text.length()) {
            int colon = text.indexOf(':', at);
            int to = colon < 0 ? text.length() : colon;
            if (colon < 0 && text.indexOf('.', at) >= 0) {
                IpAddress embedded = ipv4(text.substring(at));
                if (embedded == null || count > GROUPS - 2) {
                    return -1;
                }
                groups[count] = embedded.ipv4() >>> 16;
                groups[count + 1] = embedded.ipv4() & 0xffff;
                return count + 2;
            }
            int group = number(text, at, to, 16, 4);
            if (group < 0 || count == GROUPS) {
                return -1;
            }
            groups[count++] = group;
            at = to + 1;
        }
        return count;
    }

    private static IpAddress join(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[i + 4];
        }
        return new IpAddress(high, low);
    }

    /** The digits of {@code text[from, to)}, or -1 when there are none, too many, or something else. */
    private static int number(String text, int from, int to, int radix, int maxDigits) {
        if (to <= from || to - from > maxDigits) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
