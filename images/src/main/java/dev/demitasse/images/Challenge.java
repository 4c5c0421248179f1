package dev.demitasse.images;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a server wants to be convinced: a header {@code WWW-Authenticate} (RFC 9110, 11.6.1) with one scheme. Immutable.
 *
 * @param scheme in lower case
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern SYNTAX = Pattern.compile("\\s*([A-Za-z0-9-]+)(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

    static Optional<Challenge> parse(String header) {
        Matcher whole = SYNTAX.matcher(header);
        if (!whole.matches()) {
            return Optional.empty();
        }
        var parameters = new HashMap<String, String>();
        if (whole.group(2) != null) {
            Matcher parameter = PARAMETER.matcher(whole.group(2));
            while (parameter.find()) {
                String quoted = parameter.group(2);
                parameters.putIfAbsent(
                        parameter.group(1).toLowerCase(Locale.ROOT),
                        quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
            }
        }
        return Optional.of(new Challenge(whole.group(1).toLowerCase(Locale.ROOT), Map.copyOf(parameters)));
    }

    /** The one to answer among several: a token's before a password's. */
    static Optional<Challenge> best(List<String> headers) {
        List<Challenge> all =
                headers.stream().flatMap(header -> parse(header).stream()).toList();
        return all.stream()
                .filter(challenge -> challenge.scheme().equals("bearer"))
                .findFirst()
                .or(() -> all.stream()
                        .filter(challenge -> challenge.scheme().equals("basic"))
                        .findFirst());
    }
}
