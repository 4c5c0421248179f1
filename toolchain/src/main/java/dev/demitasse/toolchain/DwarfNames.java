package dev.demitasse.toolchain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Has debuggers call functions as Java does: {@code example.Hello::main}, and not by the symbols of machine code, nor with the
 * class loader in front. Changes sections in place, in which nothing moves. Stateless; see DWARF 5, 7.5.
 */
final class DwarfNames {
    private static final int DW_AT_LINKAGE_NAME = 0x6e;
    private static final byte DW_AT_DESCRIPTION = 0x5a;
    private static final int DW_FORM_IMPLICIT_CONST = 0x21;

    /** How SVM names the namespace of what the application's class loader has loaded. */
    private static final byte[] LOADER = "\0'app'\0".getBytes(StandardCharsets.US_ASCII);

    /** How GCC 4.0 called the namespace that is none, which debuggers have known since. */
    private static final byte[] NONE = "\0::\0".getBytes(StandardCharsets.US_ASCII);

    private DwarfNames() {}

    /**
     * Makes the linkage names in {@code .debug_abbrev} descriptions: where a function has a linkage name, a debugger takes
     * that for its name and does not ask which class it is of.
     */
    static void describeLinkage(ByteBuffer abbreviations) {
        var reader = new DwarfReader(abbreviations);
        while (reader.hasMore()) {
            if (reader.unsigned() == 0) {
                // The end of a table; another may follow.
                continue;
            }
            reader.unsigned();
            reader.skip(1);
            boolean more = true;
            while (more) {
                int at = reader.position();
                long attribute = reader.unsigned();
                long form = reader.unsigned();
                if (form == DW_FORM_IMPLICIT_CONST) {
                    reader.unsigned();
                }
                if (attribute == DW_AT_LINKAGE_NAME) {
                    abbreviations.put(at, DW_AT_DESCRIPTION);
                }
                more = attribute != 0 || form != 0;
            }
        }
    }

    /** Takes the name of the application's class loader from {@code .debug_str}. */
    static void forgetLoader(ByteBuffer strings) {
        byte[] bytes = strings.array();
        for (int at = 0; at <= strings.limit() - LOADER.length; at++) {
            if (bytes[at] == 0 && Arrays.equals(bytes, at, at + LOADER.length, LOADER, 0, LOADER.length)) {
                strings.put(at, NONE);
            }
        }
    }
}
