package dev.demitasse.control;

import dev.demitasse.control.fleet.FleetEvents;
import dev.demitasse.control.reconcile.Happening;
import dev.demitasse.control.reconcile.ServiceController;
import java.util.function.Consumer;

/** Passes what becomes of instances on to their controllers, on the loop. Thread-safe. */
final class FleetReports implements FleetEvents {
    private final Loop loop;
    private final ServiceTable services;
    private final Journal journal;

    FleetReports(Loop loop, ServiceTable services, Journal journal) {
        this.loop = loop;
        this.services = services;
        this.journal = journal;
    }

    @Override
    public void listening(String id, int port) {
        each(controller -> controller.listening(id, port));
    }

    @Override
    public void ended(String id, String how) {
        each(controller -> controller.ended(id, how));
        loop.post(services::forgetGone);
    }

    @Override
    public void checked(String id, String reason) {
        each(controller -> controller.checked(id, reason));
    }

    @Override
    public void denied(String service, String id, long packets, String message) {
        loop.post(() -> services.find(service).ifPresent(known -> known.denied(packets)));
        journal.tell(service, id, Happening.DENIED, message);
    }

    @Override
    public void note(String id, String message) {
        journal.tell("", id, Happening.WARNING, message);
    }

    /** Only the one whose it is takes notice. */
    private void each(Consumer<ServiceController> report) {
        loop.post(() -> services.all().forEach(service -> report.accept(service.controller())));
    }
}
