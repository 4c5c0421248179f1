package dev.demitasse.control;

import dev.demitasse.control.desired.DesiredState;
import dev.demitasse.control.desired.DesiredStateException;
import dev.demitasse.control.desired.Revision;
import dev.demitasse.control.reconcile.Happening;
import dev.demitasse.control.reconcile.ServiceController.Standing;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.SpecReader;
import dev.demitasse.control.service.SpecWriter;
import dev.demitasse.control.service.UnknownException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Changes what is wanted: in the repository first, and then of the services that run. Confined to the control plane's loop
 * but for what says otherwise.
 */
final class Wishes {
    private static final String OURSELVES = "demitasse";

    private final DesiredState desired;
    private final Journal journal;
    private final ProvenTemplates proven;
    private final ServiceTable services;
    private final RunningService.Shared shared;

    Wishes(DesiredState desired, ServiceTable services, RunningService.Shared shared) {
        this.desired = desired;
        this.services = services;
        this.shared = shared;
        this.journal = shared.journal();
        this.proven = shared.proven();
    }

    /** A service that was wanted before this process; nothing starts yet. */
    RunningService revive(ServiceSpec spec) {
        var service = new RunningService(spec.name(), shared);
        service.begin(spec, standing(spec));
        services.put(spec.name(), service);
        return service;
    }

    private Standing standing(ServiceSpec spec) {
        Optional<String> works = proven.of(spec.name());
        boolean itself = works.equals(Optional.of(spec.template().id()));
        return new Standing(itself, works.isPresent() && !itself);
    }

    /**
     * Wants a service so.
     *
     * @return what was made of it, on disk
     * @throws ControlException when it cannot be done here; what was wanted before stands then
     */
    Revision want(Wish wish) {
        ServiceSpec spec = wish.spec();
        Optional<RunningService> known = services.find(spec.name());
        if (known.filter(service -> service.controller().isDeleted()).isPresent()) {
            throw new ControlException(spec.name() + " is still being deleted: apply it again in a moment");
        }
        Admission.ports(spec, services.wanted());
        RunningService service = known.orElseGet(() -> new RunningService(spec.name(), shared));
        Revision revision;
        try {
            service.gate().publish(spec);
            revision = desired.put(spec.name(), SpecWriter.write(spec), wish.author(), wish.message());
        } catch (IOException | DesiredStateException e) {
            unpublish(service);
            throw e instanceof DesiredStateException full ? full : new ControlException(Reason.of(e));
        }
        journal.tell(
                spec.name(),
                "",
                Happening.APPLIED,
                "revision " + revision.number() + " by " + wish.author() + ": " + wish.message());
        tellPlaces(Optional.of(spec));
        if (service.hasBegun()) {
            service.apply(spec, standing(spec));
        } else {
            service.begin(spec, standing(spec));
            services.put(spec.name(), service);
            service.controller().reconcile();
        }
        return revision;
    }

    /** Says where all services are. */
    void tellPlaces() {
        tellPlaces(Optional.empty());
    }

    /** Says where all services are, one of them as it will be: before its first instance, which may ask. */
    private void tellPlaces(Optional<ServiceSpec> next) {
        var specs = new TreeMap<String, ServiceSpec>();
        services.wanted().forEach(spec -> specs.put(spec.name(), spec));
        next.ifPresent(spec -> specs.put(spec.name(), spec));
        shared.fleet().services(Places.of(specs.values()));
    }

    /** What was wanted before stands. */
    private void unpublish(RunningService service) {
        if (!service.hasBegun()) {
            service.gate().close();
            return;
        }
        try {
            service.gate().publish(service.controller().spec());
        } catch (IOException e) {
            journal.tell(service.controller().spec().name(), "", Happening.WARNING, Reason.of(e));
        }
    }

    /**
     * Wants these services so and those not at all, all of it or, where that can be told before, none.
     *
     * @throws ControlException when it cannot be done here
     */
    void take(List<Wish> wishes, Set<String> deleted, String author, String commit) {
        List<Wish> ordered = ordered(wishes, deleted);
        for (String name : deleted) {
            delete(name, author, "Delete " + name + " (" + commit + ")");
        }
        for (Wish wish : ordered) {
            Optional<ServiceSpec> now = services.find(wish.spec().name())
                    .map(service -> service.controller().spec());
            if (!now.equals(Optional.of(wish.spec()))) {
                want(wish);
            }
        }
    }

    /** So that a port is given up before another service has it. */
    private List<Wish> ordered(List<Wish> wishes, Set<String> deleted) {
        var standing = new TreeMap<String, ServiceSpec>();
        services.wanted().stream()
                .filter(spec -> !deleted.contains(spec.name()))
                .forEach(spec -> standing.put(spec.name(), spec));
        var left = new ArrayList<>(wishes);
        var ordered = new ArrayList<Wish>();
        while (!left.isEmpty()) {
            List<ServiceSpec> others = List.copyOf(standing.values());
            Wish next = left.stream()
                    .filter(wish -> Admission.portTaken(wish.spec(), others).isEmpty())
                    .findFirst()
                    .orElseThrow(() -> new ControlException(
                            Admission.portTaken(left.getFirst().spec(), others).orElseThrow()));
            left.remove(next);
            ordered.add(next);
            standing.put(next.spec().name(), next.spec());
        }
        return ordered;
    }

    /** The revision of a service that is called so, or the one before what is wanted now. For any thread. */
    Revision earlier(String service, Optional<String> called) {
        Revision wanted =
                called.map(revision -> desired.revision(service, revision)).orElseGet(() -> before(service));
        if (wanted.text().isEmpty()) {
            throw new ControlException("in revision " + wanted.number() + " " + service
                    + " is deleted: name another; demi history " + service + " lists them");
        }
        return wanted;
    }

    private Revision before(String service) {
        return history(service).stream()
                .skip(1)
                .filter(revision -> revision.text().isPresent())
                .findFirst()
                .orElseThrow(() -> new ControlException(service + " has no revision before this one"));
    }

    /** All versions of a service, the latest first. For any thread. */
    List<Revision> history(String service) {
        List<Revision> history = desired.history(service);
        if (history.isEmpty()) {
            throw UnknownException.service(service);
        }
        return history;
    }

    /** A rollout failed: what has worked before is wanted again. */
    void rollBack(String name, String reason) {
        Optional<RunningService> service = services.find(name);
        if (service.isEmpty() || service.get().controller().isDeleted()) {
            return;
        }
        try {
            String works = proven.of(name).orElseThrow();
            Revision good = desired.history(name).stream()
                    .filter(revision -> revision.text().isPresent())
                    .filter(revision -> SpecReader.read(name, revision.text().get())
                            .template()
                            .id()
                            .equals(works))
                    .findFirst()
                    .orElseThrow();
            journal.tell(name, "", Happening.ROLLED_BACK, "to revision " + good.number() + ", since " + reason);
            want(new Wish(
                    SpecReader.read(name, good.text().orElseThrow()),
                    OURSELVES,
                    "Roll back " + name + " to revision " + good.number() + ": " + reason));
        } catch (RuntimeException e) {
            journal.tell(name, "", Happening.WARNING, "there is no way back: " + Reason.of(e));
            service.get().controller().rollBackFailed();
        }
    }

    /** Wants a service no more: its connections end, as long as they may, and then its instances. */
    Revision delete(String name, String author, String message) {
        RunningService service = services.known(name);
        Revision revision = desired.delete(name, author, message);
        journal.tell(name, "", Happening.DELETED, "by " + author);
        proven.forget(name);
        service.gate().unpublish();
        service.controller().delete();
        tellPlaces();
        services.forgetGone();
        return revision;
    }
}
