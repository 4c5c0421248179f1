package dev.demitasse.control.api;

import dev.demitasse.control.ServiceView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;

/** What services and instances do, in Prometheus' text format (version 0.0.4). Stateless. */
final class Metrics {
    /** Linux counts time in hundredths of a second wherever it tells users (proc(5), {@code CLK_TCK}). */
    private static final int TICKS_PER_SECOND = 100;

    private static final int PAGE = 4096;

    private final StringBuilder out = new StringBuilder();
    private final List<ServiceView> services;

    private Metrics(List<ServiceView> services) {
        this.services = services;
    }

    static String of(List<ServiceView> services) {
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
        metrics.service("received_bytes_total", "counter", "Bytes from clients.", ServiceView::bytesIn);
        metrics.service("sent_bytes_total", "counter", "Bytes to clients.", ServiceView::bytesOut);
        metrics.instances();
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
        each((service, instance, process) -> line(
                "instance_cpu_seconds_total",
                service,
                instance,
                Double.toString(process.ticks() / (double) TICKS_PER_SECOND)));
        head("instance_resident_bytes", "gauge", "Memory of this machine that an instance holds.");
        each((service, instance, process) ->
                line("instance_resident_bytes", service, instance, Long.toString(process.resident() * PAGE)));
        head("instance_served_total", "counter", "Connections or requests that an instance was given.");
        each((service, instance, _) ->
                line("instance_served_total", service, instance, Long.toString(instance.served())));
    }

    private void line(String name, ServiceView service, ServiceView.InstanceView instance, String value) {
        out.append("demitasse_%s{service=\"%s\",instance=\"%s\"} %s\n"
                .formatted(name, service.name(), instance.id(), value));
    }

    private void head(String name, String type, String help) {
        out.append("# HELP demitasse_%s %s\n# TYPE demitasse_%s %s\n".formatted(name, help, name, type));
    }

    private record ProcessUse(long ticks, long resident) {}

    private interface Line {
        void write(ServiceView service, ServiceView.InstanceView instance, ProcessUse use);
    }

    private void each(Line line) {
        for (ServiceView service : services) {
            for (ServiceView.InstanceView instance : service.instances()) {
                line.write(service, instance, use(instance.pid()));
            }
        }
    }

    /** Fields 14, 15 and 24 of {@code /proc/pid/stat} (proc(5)), counted behind the name. */
    private static ProcessUse use(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new ProcessUse(Long.parseLong(fields[11]) + Long.parseLong(fields[12]), Long.parseLong(fields[21]));
        } catch (IOException e) {
            // It has not begun, or has ended, or this is no Linux.
            return new ProcessUse(0, 0);
        }
    }
}
