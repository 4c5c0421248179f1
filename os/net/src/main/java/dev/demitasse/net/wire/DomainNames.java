package dev.demitasse.net.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of domain names as options carry it: one after the other as DNS writes them (RFC 1035 section 3.1) but without
 * compression. In router advertisements zeros follow (RFC 8106 section 5.2), in DHCPv6 nothing does (RFC 3646 section 4).
 */
final class DomainNames {
    private static final int MAX_LABEL = 63;

    private DomainNames() {}

    /** Reads at most so many names from position to limit; names that nobody could ask for are left out. */
    static List<String> parse(ByteBuffer bytes, int most) {
        List<String> names = new ArrayList<>(1);
        StringBuilder name = new StringBuilder();
        boolean usable = true;
        while (bytes.hasRemaining() && names.size() < most) {
            int length = bytes.get() & 0xff;
            if (length == 0) {
                if (name.isEmpty()) {
                    break;
                }
                if (usable && DnsMessage.validName(name.toString())) {
                    names.add(name.toString());
                }
                name.setLength(0);
                usable = true;
                continue;
            }
            if (length > MAX_LABEL || length > bytes.remaining()) {
                break;
            }
            byte[] label = new byte[length];
            bytes.get(label);
            for (byte b : label) {
                usable &= b != '.' && b != 0; // would read as another name
            }
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.UTF_8));
        }
        return List.copyOf(names);
    }

    /** Writes the names at the buffer's position. */
    static void emit(ByteBuffer bytes, List<String> names) {
        names.forEach(name -> DnsMessage.putName(bytes, name));
    }
}
