package dev.demitasse.toolchain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Has debuggers call functions as Java does: {@code example.Hello::main}, and not by the symbols of machine code, nor with the
 * class loader in front. Changes sections in place, in which nothing moves. Stateless.
 */
final class DwarfNames {
    private static final int DW_AT_LINKAGE_NAME = 0x6e;
    private static final byte DW_AT_DESCRIPTION = 0x5a;

    /** How SVM names the namespaces of what the JDK's class loaders have loaded. */
    private static final List<String> LOADERS = List.of("'app'", "'platform'");

    /** How GCC 4.0 called the namespace that is none, which gdb has known since. */
    private static final byte[] NONE = "\0::\0".getBytes(StandardCharsets.US_ASCII);

    private DwarfNames() {}

    /**
     * Makes the linkage names in {@code .debug_abbrev} descriptions: where a function has a linkage name, gdb takes that for
     * its name and does not ask which class it is of.
     */
    static void describeLinkage(ByteBuffer section) {
        for (var abbreviation : new DwarfAbbreviations(section).all()) {
            for (var attribute : abbreviation.attributes()) {
                if (attribute.name() == DW_AT_LINKAGE_NAME) {
                    section.put(attribute.at(), DW_AT_DESCRIPTION);
                }
            }
        }
    }

    /** Takes the names of class loaders from {@code .debug_str}, where each name is once. */
    static void forgetLoaders(ByteBuffer section) {
        for (String loader : LOADERS) {
            byte[] name = ("\0" + loader + "\0").getBytes(StandardCharsets.US_ASCII);
            int at = find(section.array(), name);
            if (at >= 0) {
                section.put(at, NONE);
            }
        }
    }

    private static int find(byte[] bytes, byte[] wanted) {
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            if (bytes[at] == 0 && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
