package dev.demitasse.control.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.demitasse.egress.Destination;
import dev.demitasse.toolchain.YamlValue;
import java.util.List;

/**
 * What instances may reach by connections of their own. Immutable.
 *
 * @param kind whether there is a list
 * @param destinations the list, if there is one
 */
public record Egress(Kind kind, List<Destination> destinations) {
    /** Nothing: they only answer on their published ports. */
    public static final Egress DENIED = new Egress(Kind.DENIED, List.of());

    /** Whatever the host reaches. */
    public static final Egress OPEN = new Egress(Kind.OPEN, List.of());

    /** The most destinations; each packet that opens something is compared with all. */
    static final int MOST_DESTINATIONS = 256;

    /** The kinds, of which the first two are words. */
    public enum Kind {
        /** Nothing. */
        DENIED,
        /** Everything. */
        OPEN,
        /** What is listed. */
        LISTED
    }

    /** Copies the list. */
    public Egress {
        destinations = List.copyOf(destinations);
    }

    /** Reads a word or a list. */
    static Egress read(YamlValue value) {
        if (!value.isList()) {
            return switch (value.text()) {
                case "denied" -> DENIED;
                case "open" -> OPEN;
                default ->
                    throw value.wrong("\"" + value.text()
                            + "\" is none of denied, open, and no list of destinations such as [db.internal:5432]");
            };
        }
        List<YamlValue> items = value.items();
        if (items.isEmpty() || items.size() > MOST_DESTINATIONS) {
            throw value.wrong(
                    items.isEmpty()
                            ? "the list is empty: write \"egress: denied\""
                            : "at most " + MOST_DESTINATIONS
                                    + " destinations can be listed; prefixes such as 10.1.0.0/16:443 are one");
        }
        return new Egress(
                Kind.LISTED, items.stream().map(Egress::destination).distinct().toList());
    }

    private static Destination destination(YamlValue value) {
        try {
            return Destination.parse(value.text());
        } catch (IllegalArgumentException e) {
            throw value.wrong(Reason.of(e));
        }
    }

    /** As records of instances have it. */
    @JsonValue
    Object json() {
        return kind == Kind.LISTED
                ? destinations.stream().map(Destination::toString).toList()
                : kind.name();
    }

    /** Reads what {@link #json} gives. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Egress ofJson(Object json) {
        if (json instanceof List<?> texts) {
            return new Egress(
                    Kind.LISTED,
                    texts.stream()
                            .map(text -> Destination.parse(text.toString()))
                            .toList());
        }
        return new Egress(Kind.valueOf(json.toString()), List.of());
    }

    /** Templates are told apart by it: as it was when there were no lists. */
    @Override
    public String toString() {
        return kind == Kind.LISTED ? destinations.toString() : kind.name();
    }
}
