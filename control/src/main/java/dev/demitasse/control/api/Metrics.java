package dev.demitasse.control.api;

import dev.demitasse.control.RepositoryView;
import dev.demitasse.control.ServiceView;
import dev.demitasse.control.observe.ProcessUse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** What services and instances do, in Prometheus' text format (version 0.0.4). Stateless. */
final class Metrics {
    private final StringBuilder out = new StringBuilder();
    private final List<ServiceView> services;

    private Metrics(List<ServiceView> services) {
        this.services = services;
    }

    static String of(List<ServiceView> services, Optional<RepositoryView> repository) {
        var metrics = new Metrics(services);
        metrics.service(
                "instances",
                "gauge",
                "Instances.",
                service -> service.instances().size());
        metrics.service("waiting", "gauge", "Connections that wait for an instance.", ServiceView::waiting);
        metrics.service("active", "gauge", "Connections that instances have.", ServiceView::active);
        metrics.service("connections_total", "counter", "Connections of TCP.", ServiceView::connections);
        metrics.service("requests_total", "counter", "Requests of HTTP.", ServiceView::requests);
        metrics.service("errors_total", "counter", "Connections and requests that failed.", ServiceView::errors);
        metrics.service("boots_total", "counter", "Instances that were started.", ServiceView::boots);
        metrics.service("received_bytes_total", "counter", "Bytes from clients.", ServiceView::bytesIn);
        metrics.service("sent_bytes_total", "counter", "Bytes to clients.", ServiceView::bytesOut);
        metrics.service(
                "egress_denied_packets_total",
                "counter",
                "Packets of instances that egress did not let out.",
                ServiceView::denied);
        metrics.instances();
        metrics.bootTimes();
        repository.ifPresent(metrics::repository);
        return metrics.out.toString();
    }

    private void service(String name, String type, String help, ToLongFunction<ServiceView> value) {
        head("service_" + name, type, help);
        for (ServiceView service : services) {
            out.append("demitasse_service_%s{service=\"%s\"} %d\n"
                    .formatted(name, service.name(), value.applyAsLong(service)));
        }
    }

    private void instances() {
        head("instance_cpu_seconds_total", "counter", "Processor time of an instance.");
        each((service, instance, process) ->
                line("instance_cpu_seconds_total", service, instance, Double.toString(process.seconds())));
        head("instance_resident_bytes", "gauge", "Memory of this machine that an instance holds.");
        each((service, instance, process) ->
                line("instance_resident_bytes", service, instance, Long.toString(process.resident())));
        head("instance_served_total", "counter", "Connections or requests that an instance was given.");
        each((service, instance, _) ->
                line("instance_served_total", service, instance, Long.toString(instance.served())));
        head("instance_received_bytes_total", "counter", "Bytes from clients to an instance.");
        each((service, instance, _) ->
                line("instance_received_bytes_total", service, instance, Long.toString(instance.bytesIn())));
        head("instance_sent_bytes_total", "counter", "Bytes from an instance to clients.");
        each((service, instance, _) ->
                line("instance_sent_bytes_total", service, instance, Long.toString(instance.bytesOut())));
    }

    /** From the wish for an instance to its being ready; nothing of one that is not. */
    private void bootTimes() {
        head("instance_boot_seconds", "gauge", "How long an instance took from being asked for to being ready.");
        for (ServiceView service : services) {
            for (ServiceView.InstanceView instance : service.instances()) {
                instance.boot().stream()
                        .filter(step -> step.step().equals("ready"))
                        .forEach(step -> line(
                                "instance_boot_seconds", service, instance, Double.toString(step.millis() / 1000)));
            }
        }
    }

    private void repository(RepositoryView repository) {
        boolean answers =
                !repository.state().equals("NEW") && !repository.state().equals("UNREACHABLE");
        repository("up", "Whether the followed repository answers.", answers ? 1 : 0);
        repository(
                "in_step",
                "Whether what the followed repository says is wanted here.",
                repository.state().equals("CURRENT") ? 1 : 0);
        long answered = repository.answered().isEmpty()
                ? 0
                : Instant.parse(repository.answered()).getEpochSecond();
        repository("answered_timestamp_seconds", "When the followed repository last answered.", answered);
    }

    private void repository(String name, String help, long value) {
        head("repository_" + name, "gauge", help);
        out.append("demitasse_repository_%s %d\n".formatted(name, value));
    }

    private void line(String name, ServiceView service, ServiceView.InstanceView instance, String value) {
        out.append("demitasse_%s{service=\"%s\",instance=\"%s\"} %s\n"
                .formatted(name, service.name(), instance.id(), value));
    }

    private void head(String name, String type, String help) {
        out.append("# HELP demitasse_%s %s\n# TYPE demitasse_%s %s\n".formatted(name, help, name, type));
    }

    private interface Line {
        void write(ServiceView service, ServiceView.InstanceView instance, ProcessUse use);
    }

    private void each(Line line) {
        for (ServiceView service : services) {
            for (ServiceView.InstanceView instance : service.instances()) {
                line.write(service, instance, ProcessUse.of(instance.pid()));
            }
        }
    }
}
