package dev.demitasse.images;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of PEM (RFC 7468) with lines {@code Name: value} before it, which readers of PEM skip. Immutable.
 *
 * @param label what the block is
 * @param bytes what is in it
 * @param lines the lines' values by their names
 */
record Pem(String label, byte[] bytes, Map<String, String> lines) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]{1,40})-----\\s+([A-Za-z0-9+/=\\s]{1,16384}?)-----END \\1-----");
    private static final Pattern LINE = Pattern.compile("(?m)^([A-Z][a-z]+): *(.{0,200})$");
    private static final int WIDTH = 64;

    /** The first block of a text. */
    static Optional<Pem> parse(String text) {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            return Optional.empty();
        }
        var lines = new HashMap<String, String>();
        Matcher line = LINE.matcher(text.substring(0, block.start()));
        while (line.find()) {
            lines.put(line.group(1), line.group(2).strip());
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
            return Optional.of(new Pem(block.group(1), bytes, Map.copyOf(lines)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** A block as text. */
    static String text(String label, byte[] bytes) {
        var encoder = Base64.getMimeEncoder(WIDTH, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + label + "-----\n" + encoder.encodeToString(bytes) + "\n-----END " + label + "-----\n";
    }
}
