package dev.demitasse.control.service;

import dev.demitasse.toolchain.MemorySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a service in one form, so that what differs between two revisions is what was changed; {@link SpecReader} reads
 * it as equal to what was written. Stateless.
 */
public final class SpecWriter {
    private SpecWriter() {}

    /** The YAML text. */
    public static String write(ServiceSpec spec) {
        var out = new StringBuilder();
        Template template = spec.template();
        line(out, "service", spec.name());
        line(out, "image", quoted(template.image()));
        template.memory().ifPresent(bytes -> line(out, "memory", MemorySize.text(bytes)));
        egress(out, template.egress());
        if (!template.arguments().isEmpty()) {
            out.append("arguments:\n");
            template.arguments()
                    .forEach(argument ->
                            out.append("  - ").append(quoted(argument)).append('\n'));
        }
        variables(out, "environment", template.environment());
        variables(out, "secrets", template.secrets());
        out.append("ports:\n");
        for (PublishedPort port : spec.ports()) {
            out.append("  - {listen: \"%s\", guest: %d, protocol: %s%s%s%s%s}\n"
                    .formatted(
                            port.listen(),
                            port.guest(),
                            Quantity.text(port.protocol()),
                            port.host().equals(PublishedPort.ANY_HOST) ? "" : ", host: " + quoted(port.host()),
                            port.path().equals(PublishedPort.ANY_PATH) ? "" : ", path: " + quoted(port.path()),
                            port.proxy() == PublishedPort.Proxy.NONE
                                    ? ""
                                    : ", proxy-protocol: " + Quantity.text(port.proxy()),
                            port.certificate()
                                    .map(name -> ", tls: {certificate: " + quoted(name) + "}")
                                    .orElse("")));
        }
        if (!spec.limits().equals(Limits.USUAL)) {
            limits(out, spec.limits());
        }
        scale(out, spec.scale());
        spec.health().ifPresent(health -> health(out, health));
        line(
                out,
                "restart",
                "{delay: %s, limit: %s}"
                        .formatted(
                                Quantity.text(spec.restart().delay()),
                                Quantity.text(spec.restart().limit())));
        rollout(out, spec.rollout());
        return out.toString();
    }

    private static void egress(StringBuilder out, Egress egress) {
        if (egress.kind() == Egress.Kind.LISTED) {
            out.append("egress:\n");
            egress.destinations()
                    .forEach(destination -> out.append("  - ")
                            .append(quoted(destination.toString()))
                            .append('\n'));
        } else {
            line(out, "egress", Quantity.text(egress.kind()));
        }
    }

    private static void limits(StringBuilder out, Limits limits) {
        line(
                out,
                "limits",
                "{connections: %d, waiting: %d, patience: %s%s%s}"
                        .formatted(
                                limits.connections(),
                                limits.waiting(),
                                Quantity.text(limits.patience()),
                                limits.perInstance() == 0 ? "" : ", per-instance: " + limits.perInstance(),
                                limits.perSecond() == 0 ? "" : ", per-second: " + limits.perSecond()));
    }

    private static void scale(StringBuilder out, Scale scale) {
        if (scale.equals(Scale.fixed(scale.min()))) {
            line(out, "replicas", Integer.toString(scale.min()));
        } else {
            line(
                    out,
                    "scale",
                    "{min: %d, max: %d, idle: %s, concurrency: %d, one-shot: %b, warm: %d}"
                            .formatted(
                                    scale.min(),
                                    scale.max(),
                                    Quantity.text(scale.idle()),
                                    scale.concurrency(),
                                    scale.oneShot(),
                                    scale.warm()));
        }
    }

    private static void health(StringBuilder out, HealthCheck health) {
        line(
                out,
                "health",
                "{%s, port: %d, interval: %s, timeout: %s, threshold: %d}"
                        .formatted(
                                health.path()
                                        .map(path -> "http: " + quoted(path))
                                        .orElse("tcp: true"),
                                health.guest(),
                                Quantity.text(health.interval()),
                                Quantity.text(health.timeout()),
                                health.threshold()));
    }

    private static void rollout(StringBuilder out, Rollout rollout) {
        line(
                out,
                "rollout",
                "{strategy: %s, percent: %d, hold: %s, drain: %s, deadline: %s%s}"
                        .formatted(
                                Quantity.text(rollout.strategy()),
                                rollout.percent(),
                                Quantity.text(rollout.hold()),
                                Quantity.text(rollout.drain()),
                                Quantity.text(rollout.deadline()),
                                rollout.mayChange()
                                        .map(changes -> ", may-change: " + mayChange(changes))
                                        .orElse("")));
    }

    private static String mayChange(AllowedChanges changes) {
        var keys = new ArrayList<String>();
        list(keys, "components", quoted(changes.components()));
        list(keys, "packages", quoted(changes.packages()));
        list(keys, "ports", changes.ports());
        list(keys, "drivers", quoted(changes.drivers()));
        list(keys, "abilities", changes.abilities());
        list(keys, "settings", changes.settings());
        // In bytes, which MemorySize.text would round.
        changes.growth().ifPresent(bytes -> keys.add("growth: " + bytes));
        // A line each, for whoever reads what was changed.
        return keys.isEmpty() ? "{}" : "{\n  " + String.join(",\n  ", keys) + "}";
    }

    private static void list(List<String> keys, String key, List<?> values) {
        if (!values.isEmpty()) {
            keys.add(key + ": " + values);
        }
    }

    private static List<String> quoted(List<String> texts) {
        return texts.stream().map(SpecWriter::quoted).toList();
    }

    private static void variables(StringBuilder out, String key, Map<String, String> variables) {
        if (!variables.isEmpty()) {
            out.append(key).append(":\n");
            variables.forEach((name, value) -> out.append("  ")
                    .append(name)
                    .append(": ")
                    .append(quoted(value))
                    .append('\n'));
        }
    }

    private static void line(StringBuilder out, String key, String value) {
        out.append(key).append(": ").append(value).append('\n');
    }

    /** A double-quoted scalar (YAML 1.2, section 7.3.1), which holds any text. */
    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.chars().forEach(unit -> {
            switch (unit) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (unit < ' ' || unit > '~') {
                        out.append("\\u%04x".formatted(unit));
                    } else {
                        out.append((char) unit);
                    }
                }
            }
        });
        return out.append('"').toString();
    }
}
