package dev.demitasse.contents;

import java.util.ArrayList;
import java.util.List;

/** Reads the lines of {@link ContentsFile}. For one text; confined to one thread. */
final class ContentsParser {
    private static final int LARGEST_PORT = 65535;
    private static final int COMPONENT_FIELDS = 6;

    private final String name;
    private final List<Integer> ports = new ArrayList<>();
    private final List<String> drivers = new ArrayList<>();
    private final List<Component> components = new ArrayList<>();
    private final List<Part> others = new ArrayList<>();
    private final List<Capability> capabilities = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private String[] component = {};
    private List<ImageClass> classes = new ArrayList<>();
    private long size = -1;
    private int line;

    /**
     * A parser.
     *
     * @param name what to call the text when it is wrong
     */
    ContentsParser(String name) {
        this.name = name;
    }

    Contents parse(String text, String head) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(head)) {
            String found = lines.isEmpty() ? "" : lines.getFirst();
            throw found.startsWith("demitasse-contents ")
                    ? new ContentsException(
                            name + " was written by another version of Demitasse; build the image again")
                    : new ContentsException(name + " holds no contents of an image");
        }
        try {
            for (line = 1; line < lines.size(); line++) {
                read(lines.get(line).split("\t", -1));
            }
            endComponent();
            return new Contents(size, ports, drivers, components, others, capabilities, steps);
        } catch (ContentsException e) {
            throw new ContentsException(name + " is damaged: " + e.getMessage(), e);
        }
    }

    private void read(String[] fields) {
        switch (fields[0]) {
            case "size" -> size = number(fields, 1);
            case "port" -> {
                long port = number(fields, 1);
                if (port < 1 || port > LARGEST_PORT) {
                    throw wrong();
                }
                ports.add((int) port);
            }
            case "driver" -> drivers.add(field(fields, 1));
            case "component" -> {
                endComponent();
                if (fields.length < COMPONENT_FIELDS) {
                    throw wrong();
                }
                component = fields;
            }
            case "class" -> {
                if (component.length == 0) {
                    throw wrong();
                }
                classes.add(new ImageClass(field(fields, 4), number(fields, 1), number(fields, 2), index(fields, 3)));
            }
            case "other" -> others.add(new Part(field(fields, 2), number(fields, 1)));
            case "capability" -> capabilities.add(new Capability(field(fields, 2), index(fields, 1)));
            case "step" -> steps.add(new Step(index(fields, 1), field(fields, 2), field(fields, 3)));
            default -> throw wrong();
        }
    }

    private void endComponent() {
        if (component.length > 0) {
            components.add(new Component(
                    Origin.of(component[1]).orElseThrow(this::wrong),
                    component[2],
                    component[3],
                    component[4],
                    component[5],
                    List.of(component).subList(COMPONENT_FIELDS, component.length),
                    classes));
            classes = new ArrayList<>();
        }
    }

    private String field(String[] fields, int at) {
        if (at >= fields.length) {
            throw wrong();
        }
        return fields[at];
    }

    /** A size: at most a terabyte, so that no sum overflows. */
    private long number(String[] fields, int at) {
        String text = field(fields, at);
        if (!text.matches("\\d{1,12}")) {
            throw wrong();
        }
        return Long.parseLong(text);
    }

    private int index(String[] fields, int at) {
        return field(fields, at).equals("-1") ? -1 : (int) Math.min(Integer.MAX_VALUE, number(fields, at));
    }

    private ContentsException wrong() {
        return new ContentsException("line " + (line + 1) + " is not understood");
    }
}
