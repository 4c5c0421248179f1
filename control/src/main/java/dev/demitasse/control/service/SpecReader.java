package dev.demitasse.control.service;

import dev.demitasse.toolchain.BuildException;
import dev.demitasse.toolchain.MemorySize;
import dev.demitasse.toolchain.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what operators write of a service; {@code docs/service.schema.json} says the same for editors. Stateless. */
public final class SpecReader {
    /** The most instances of one service. */
    static final int MOST_INSTANCES = 1000;

    private static final int MOST_CONNECTIONS = 1_000_000;

    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private SpecReader() {}

    /**
     * Reads a service.
     *
     * @param file what messages call the text
     * @throws SpecException with file, line, column and mend, when it makes no sense
     */
    public static ServiceSpec read(String file, String text) {
        try {
            YamlValue root = YamlValue.parse(file, text)
                    .orElseThrow(() -> new SpecException(
                            file + ":1:1: the file is empty; at least service, image and ports are needed"));
            return service(new Fields(root));
        } catch (BuildException e) {
            throw new SpecException(Reason.of(e), e);
        }
    }

    private static ServiceSpec service(Fields root) {
        YamlValue name = root.needed("service", "the service's name");
        if (!NAME.matcher(name.text()).matches()) {
            throw name.wrong("\"" + name.text()
                    + "\" is no name: use small letters, digits and dashes, a letter first, 40 characters at most");
        }
        List<PublishedPort> ports = PortReader.ports(root.needed("ports", "the ports to publish"));
        Template template = template(root);
        Optional<YamlValue> replicas = root.take("replicas");
        Optional<YamlValue> scaleValue = root.take("scale");
        if (replicas.isPresent() && scaleValue.isPresent()) {
            throw scaleValue.get().wrong("replicas and scale are two ways to say the same: leave one out");
        }
        Scale scale = scaleValue
                .map(value -> scale(new Fields(value)))
                .or(() -> replicas.map(value -> Scale.fixed(Quantity.number(value, 0, MOST_INSTANCES))))
                .orElse(Scale.fixed(1));
        Limits limits =
                root.take("limits").map(value -> limits(new Fields(value))).orElse(Limits.USUAL);
        Optional<HealthCheck> health = root.take("health").map(value -> HealthReader.health(new Fields(value), ports));
        Restart restart =
                root.take("restart").map(value -> restart(new Fields(value))).orElse(Restart.USUAL);
        Rollout rollout =
                root.take("rollout").map(value -> rollout(new Fields(value))).orElse(Rollout.USUAL);
        root.end();
        return new ServiceSpec(name.text(), template, ports, limits, scale, health, restart, rollout);
    }

    private static Template template(Fields root) {
        YamlValue image = root.needed("image", "an application, an image file, or sha256:DIGEST");
        if (image.text().isBlank()) {
            throw image.wrong("an image is needed: an application, an image file, or sha256:DIGEST");
        }
        Optional<Long> memory = root.take("memory")
                .map(value -> MemorySize.parse(value.text())
                        .orElseThrow(() -> value.wrong("\"" + value.text() + "\" is no size such as 64M or 1G")));
        List<String> arguments = root.take("arguments")
                .map(value -> value.items().stream().map(YamlValue::text).toList())
                .orElse(List.of());
        Map<String, String> environment = variables(root.take("environment"));
        Map<String, String> secrets = variables(root.take("secrets"));
        Egress egress = root.take("egress").map(Egress::read).orElse(Egress.DENIED);
        return new Template(image.text(), memory, arguments, environment, secrets, egress);
    }

    private static Map<String, String> variables(Optional<YamlValue> value) {
        if (value.isEmpty()) {
            return Map.of();
        }
        Map<String, YamlValue> fields = value.get().fields();
        fields.forEach((name, text) -> {
            if (!VARIABLE.matcher(name).matches()) {
                throw text.wrong("\"" + name + "\" is no name of a variable: use letters, digits and _");
            }
        });
        return value.get().texts();
    }

    private static Scale scale(Fields fields) {
        YamlValue max = fields.needed("max", "the most instances");
        int most = Quantity.number(max, 1, MOST_INSTANCES);
        int least = fields.take("min")
                .map(value -> Quantity.number(value, 0, MOST_INSTANCES))
                .orElse(0);
        if (least > most) {
            throw max.wrong("max is " + most + " and less than min, which is " + least);
        }
        var scale = new Scale(
                least,
                most,
                fields.take("idle").map(Quantity::time).orElse(Scale.USUAL_IDLE),
                fields.take("concurrency")
                        .map(value -> Quantity.number(value, 1, 100_000))
                        .orElse(Scale.USUAL_CONCURRENCY),
                fields.take("one-shot").map(Quantity::truth).orElse(false),
                fields.take("warm")
                        .map(value -> Quantity.number(value, 0, MOST_INSTANCES))
                        .orElse(0));
        fields.end();
        return scale;
    }

    private static Limits limits(Fields fields) {
        Limits usual = Limits.USUAL;
        var limits = new Limits(
                fields.take("connections")
                        .map(value -> Quantity.number(value, 1, MOST_CONNECTIONS))
                        .orElse(usual.connections()),
                fields.take("per-instance")
                        .map(value -> Quantity.number(value, 1, MOST_CONNECTIONS))
                        .orElse(usual.perInstance()),
                fields.take("waiting")
                        .map(value -> Quantity.number(value, 0, MOST_CONNECTIONS))
                        .orElse(usual.waiting()),
                fields.take("patience").map(SpecReader::patience).orElse(usual.patience()),
                fields.take("per-second")
                        .map(value -> Quantity.number(value, 1, MOST_CONNECTIONS))
                        .orElse(usual.perSecond()));
        fields.end();
        return limits;
    }

    private static Duration patience(YamlValue value) {
        Duration time = Quantity.time(value);
        if (time.isZero()) {
            throw value.wrong("whoever wakes a service must be allowed to wait, for 10s say");
        }
        return time;
    }

    private static Restart restart(Fields fields) {
        var restart = new Restart(
                fields.take("delay").map(Quantity::time).orElse(Restart.USUAL.delay()),
                fields.take("limit").map(Quantity::time).orElse(Restart.USUAL.limit()));
        fields.end();
        return restart;
    }

    private static Rollout rollout(Fields fields) {
        Rollout usual = Rollout.USUAL;
        var rollout = new Rollout(
                fields.take("strategy")
                        .map(value -> Quantity.choice(value, Rollout.Strategy.class))
                        .orElse(usual.strategy()),
                fields.take("percent")
                        .map(value -> Quantity.number(value, 1, 99))
                        .orElse(usual.percent()),
                fields.take("hold").map(Quantity::time).orElse(usual.hold()),
                fields.take("drain").map(Quantity::time).orElse(usual.drain()),
                fields.take("deadline").map(Quantity::time).orElse(usual.deadline()),
                fields.take("may-change").map(value -> AllowedChangesReader.changes(new Fields(value))));
        fields.end();
        return rollout;
    }

    /** The keys of a mapping, of which each must be asked for. Confined to one thread. */
    static final class Fields {
        private final YamlValue place;
        private final Map<String, YamlValue> left;
        private final List<String> known = new ArrayList<>();

        Fields(YamlValue value) {
            place = value;
            left = value.fields();
        }

        Optional<YamlValue> take(String key) {
            known.add(key);
            return Optional.ofNullable(left.remove(key));
        }

        YamlValue needed(String key, String what) {
            return take(key).orElseThrow(() -> place.wrong("\"" + key + "\" is missing: " + what));
        }

        /** A complaint about the mapping as a whole. */
        BuildException wrong(String message) {
            return place.wrong(message);
        }

        /** Complains of what is left. */
        void end() {
            left.forEach((key, value) -> {
                throw value.wrong("there is no key \"" + key + "\" here; there are "
                        + String.join(
                                ", ", new HashSet<>(known).stream().sorted().toList()));
            });
        }
    }
}
