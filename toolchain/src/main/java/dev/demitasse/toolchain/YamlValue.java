package dev.demitasse.toolchain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value in a YAML document that knows its line and column, so that every complaint about it can say where it is. Immutable.
 *
 * @param file what messages call the document
 * @param node the value as parsed
 */
public record YamlValue(String file, Node node) {
    /**
     * The value of a document; empty when it has none.
     *
     * @throws BuildException when it is no YAML
     */
    public static Optional<YamlValue> parse(String file, String text) {
        var settings = LoadSettings.builder().setUseMarks(true).setLabel(file).build();
        try {
            return new Compose(settings).composeString(text).map(node -> new YamlValue(file, node));
        } catch (MarkedYamlEngineException e) {
            throw new BuildException(place(file, e.getProblemMark()) + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new BuildException(file + ": " + e.getMessage(), e);
        }
    }

    /** The text of a scalar: strings, numbers and truth values as they are written. */
    public String text() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong("a single value is expected here");
    }

    /** Whether it is a list. */
    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /** The values of a list. */
    public List<YamlValue> items() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(item -> new YamlValue(file, item))
                    .toList();
        }
        throw wrong("a list is expected here");
    }

    /** The values of a mapping by their keys, in order; a copy that the caller may change. */
    public Map<String, YamlValue> fields() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("keys with values are expected here");
        }
        var fields = new LinkedHashMap<String, YamlValue>();
        mapping.getValue().forEach(tuple -> {
            var key = new YamlValue(file, tuple.getKeyNode());
            if (fields.put(key.text(), new YamlValue(file, tuple.getValueNode())) != null) {
                throw key.wrong("key \"" + key.text() + "\" is given twice");
            }
        });
        return fields;
    }

    /** The texts of a mapping by their keys, in order. */
    public Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        fields().forEach((key, value) -> texts.put(key, value.text()));
        return texts;
    }

    /** A complaint about this value, with its place. */
    public BuildException wrong(String message) {
        return new BuildException(place(file, node.getStartMark()) + message);
    }

    private static String place(String file, Optional<Mark> mark) {
        // Marks count from zero.
        int line = mark.map(Mark::getLine).orElse(0) + 1;
        int column = mark.map(Mark::getColumn).orElse(0) + 1;
        return file + ":" + line + ":" + column + ": ";
    }
}
