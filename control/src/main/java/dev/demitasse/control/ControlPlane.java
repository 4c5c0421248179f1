package dev.demitasse.control;

import dev.demitasse.control.desired.DesiredState;
import dev.demitasse.control.desired.DesiredStateException;
import dev.demitasse.control.desired.Revision;
import dev.demitasse.control.fleet.Fleet;
import dev.demitasse.control.fleet.FleetDirectory;
import dev.demitasse.control.fleet.FleetEvents;
import dev.demitasse.control.fleet.ImageVault;
import dev.demitasse.control.fleet.Order;
import dev.demitasse.control.fleet.SignatureVault;
import dev.demitasse.control.reconcile.Happening;
import dev.demitasse.control.reconcile.ServiceController;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.control.service.SpecReader;
import dev.demitasse.control.service.SpecWriter;
import dev.demitasse.gateway.Gateway;
import dev.demitasse.gateway.Latencies;
import dev.demitasse.gateway.UpstreamStatistics;
import dev.demitasse.hypervisor.Hypervisor;
import dev.demitasse.images.KeyRing;
import dev.demitasse.images.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The services of this machine: what is wanted of them, and that it is so. Thread-safe; its own thread owns all that
 * changes, and every method waits for it.
 */
public final class ControlPlane implements AutoCloseable {
    private static final String OURSELVES = "demitasse";
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final StateFolder folder;
    private final DesiredState desired;
    private final Journal journal;
    private final ImageVault images;
    private final ContentsVault contents;
    private final Secrets secrets;
    private final Certificates certificates;
    private final PortBoard board;
    private final Admission admission;
    private final UpdateGuard guard;
    private final Fleet fleet;
    private final ProvenTemplates proven;
    private final Gateway gateway = new Gateway();
    private final Loop loop;
    private final RunningService.Shared shared;
    private final Map<String, RunningService> services = new TreeMap<>();
    private final Trust trust;
    private @Nullable TrustWatch watch;

    /**
     * Opens what a folder holds, to run any image; its keys are in the folder.
     *
     * @param folder is closed with this
     * @param hypervisors what runs images of a target
     */
    public ControlPlane(StateFolder folder, Function<String, Hypervisor> hypervisors) throws IOException {
        this(
                folder,
                hypervisors,
                new Trust(
                        new Verifier(new KeyRing(folder.root().resolve("keys")), InstantSource.system()),
                        false,
                        OnRevocation.keep));
    }

    /**
     * Opens what a folder holds; nothing runs before {@link #begin}.
     *
     * @param folder is closed with this
     * @param hypervisors what runs images of a target
     * @param trust which images may run
     */
    public ControlPlane(StateFolder folder, Function<String, Hypervisor> hypervisors, Trust trust) throws IOException {
        this.folder = folder;
        this.trust = trust;
        journal = new Journal(folder.events());
        loop = new Loop(e -> journal.tell("", "", Happening.WARNING, "a step failed: " + e));
        desired = DesiredState.open(folder.desired());
        images = new ImageVault(
                folder.images(), new SignatureVault(folder.signatures(), trust.verifier(), trust.signedOnly()));
        contents = new ContentsVault(folder.contents(), images);
        secrets = new Secrets(folder.secrets());
        certificates = new Certificates(folder.certificates());
        board = new PortBoard(gateway, certificates);
        admission = new Admission(images, secrets, certificates);
        guard = new UpdateGuard(images, contents);
        proven = new ProvenTemplates(folder::proven);
        fleet = new Fleet(
                new FleetDirectory(folder.instances()), images, hypervisors, secrets::value, new FleetReports());
        shared = new RunningService.Shared(loop, fleet, journal, proven, board, this::rollBack);
    }

    /**
     * Which images may run.
     *
     * @param verifier what their signatures are judged by
     * @param signedOnly whether they need one that is believed
     * @param onRevocation what becomes of instances whose image is believed no more, if it has to be
     */
    public record Trust(Verifier verifier, boolean signedOnly, OnRevocation onRevocation) {}

    /** Takes up what runs and makes it what is wanted. */
    public void begin() {
        loop.call(() -> {
            List<Order> adopted = adopt();
            desired.services().forEach((name, text) -> revive(name, text, adopted));
            adopted.stream()
                    .filter(order -> !services.containsKey(order.service()))
                    .forEach(order -> fleet.stop(order.id()));
            adopted.forEach(order -> fleet.watch(order.id()));
            services.values().forEach(service -> service.controller().reconcile());
            return true;
        });
        if (trust.signedOnly()) {
            watch = new TrustWatch(images, loop, journal, services::values, trust.onRevocation());
        }
    }

    private List<Order> adopt() {
        try {
            return fleet.adopt();
        } catch (IOException e) {
            throw new ControlException("the instances in " + folder.instances() + " cannot be read: " + Reason.of(e));
        }
    }

    private void revive(String name, String text, List<Order> adopted) {
        try {
            ServiceSpec spec = SpecReader.read(name + ".yaml", text);
            var service = new RunningService(name, shared);
            service.begin(spec, standing(spec));
            services.put(name, service);
            for (Order order : adopted) {
                if (order.service().equals(name)) {
                    service.controller().adopt(order.id(), order.template(), fleet.isPaused(order.id()));
                }
            }
            service.gate().publish(spec);
        } catch (SpecException | IOException e) {
            journal.tell(name, "", Happening.WARNING, Reason.of(e));
        }
    }

    private ServiceController.Standing standing(ServiceSpec spec) {
        Optional<String> works = proven.of(spec.name());
        boolean itself = works.equals(Optional.of(spec.template().id()));
        return new ServiceController.Standing(itself, works.isPresent() && !itself);
    }

    /**
     * Wants a service as a text says.
     *
     * @param file what messages call the text
     * @param text YAML; its image must be a digest of the vault
     * @param author who asks for it
     * @return what was made of it, on disk
     * @throws SpecException when it makes no sense, {@link ControlException} when it cannot be done here
     */
    public Revision apply(String file, String text, String author, Optional<String> message) {
        ServiceSpec spec = SpecReader.read(file, text);
        admission.check(file, spec);
        String purpose = message.orElse("Apply " + spec.name());
        while (true) {
            Optional<String> before = loop.call(() -> image(spec.name()));
            review(file, spec, before, author);
            // Images are compared outside the loop; meanwhile somebody may have wanted another.
            Optional<Revision> made = loop.call(() ->
                    image(spec.name()).equals(before) ? Optional.of(want(spec, author, purpose)) : Optional.empty());
            if (made.isPresent()) {
                return made.get();
            }
        }
    }

    private void review(String file, ServiceSpec spec, Optional<String> before, String author) {
        try {
            guard.check(file, spec, before);
        } catch (SpecException e) {
            journal.tell(spec.name(), "", Happening.REFUSED, "an update by " + author + ": " + Reason.of(e));
            throw e;
        }
    }

    /** The digest of what a service is made of now; on the loop. */
    private Optional<String> image(String name) {
        return Optional.ofNullable(services.get(name))
                .filter(service -> !service.controller().isDeleted())
                .flatMap(service -> service.controller().spec().template().digest());
    }

    private Revision want(ServiceSpec spec, String author, String message) {
        String name = spec.name();
        RunningService known = services.get(name);
        if (known != null && known.controller().isDeleted()) {
            throw new ControlException(name + " is still being deleted: apply it again in a moment");
        }
        Admission.ports(
                spec,
                services.values().stream()
                        .map(service -> service.controller().spec())
                        .toList());
        RunningService service = known != null ? known : new RunningService(name, shared);
        Revision revision;
        try {
            service.gate().publish(spec);
            revision = desired.put(name, SpecWriter.write(spec), author, message);
        } catch (IOException | DesiredStateException e) {
            unpublish(service);
            throw e instanceof DesiredStateException full ? full : new ControlException(Reason.of(e));
        }
        journal.tell(name, "", Happening.APPLIED, "revision " + revision.number() + " by " + author + ": " + message);
        if (known == null) {
            service.begin(spec, standing(spec));
            services.put(name, service);
            service.controller().reconcile();
        } else {
            service.controller().apply(spec, standing(spec));
        }
        return revision;
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

    /** Wants a service as it was: as {@code called} says, or before what is wanted now. */
    public Revision rollBack(String service, Optional<String> called, String author) {
        Revision wanted =
                called.map(revision -> desired.revision(service, revision)).orElseGet(() -> before(service));
        String text = wanted.text()
                .orElseThrow(() -> new ControlException("in revision " + wanted.number() + " " + service
                        + " is deleted: name another; demi history " + service + " lists them"));
        ServiceSpec spec = SpecReader.read(service + ".yaml", text);
        admission.check(service + ".yaml", spec);
        return loop.call(() -> want(spec, author, "Roll back " + service + " to revision " + wanted.number()));
    }

    private Revision before(String service) {
        List<Revision> history = desired.history(service);
        if (history.isEmpty()) {
            throw unknown(service);
        }
        return history.stream()
                .skip(1)
                .filter(revision -> revision.text().isPresent())
                .findFirst()
                .orElseThrow(() -> new ControlException(service + " has no revision before this one"));
    }

    /** A rollout failed; on the loop. */
    private void rollBack(String name, String reason) {
        RunningService service = services.get(name);
        if (service == null || service.controller().isDeleted()) {
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
            want(
                    SpecReader.read(name, good.text().orElseThrow()),
                    OURSELVES,
                    "Roll back " + name + " to revision " + good.number() + ": " + reason);
        } catch (RuntimeException e) {
            journal.tell(name, "", Happening.WARNING, "there is no way back: " + Reason.of(e));
            service.controller().rollBackFailed();
        }
    }

    /** Wants a service no more: its connections end, as long as they may, and then its instances. */
    public Revision delete(String name, String author) {
        return loop.call(() -> {
            RunningService service = known(name);
            Revision revision = desired.delete(name, author, "Delete " + name);
            journal.tell(name, "", Happening.DELETED, "by " + author);
            proven.forget(name);
            service.gate().unpublish();
            service.controller().delete();
            forgetIfGone(name);
            return revision;
        });
    }

    private void forgetIfGone(String name) {
        RunningService service = services.get(name);
        if (service != null && service.controller().isGone()) {
            service.gate().close();
            services.remove(name);
        }
    }

    /** Changes something of a service that is wanted already. */
    public Revision change(String name, Function<ServiceSpec, ServiceSpec> change, String author, String message) {
        return loop.call(() -> want(change.apply(known(name).controller().spec()), author, message));
    }

    /** A rollout stays where it is, or goes on. */
    public void pause(String name, boolean paused) {
        loop.call(() -> {
            known(name).controller().pause(paused);
            return true;
        });
    }

    /** All services, by name. */
    public List<ServiceView> services() {
        return loop.call(() -> services.values().stream().map(this::view).toList());
    }

    /** One service. */
    public ServiceView service(String name) {
        return loop.call(() -> view(known(name)));
    }

    /** One instance, also one that has ended lately. */
    public ServiceView.OwnedInstance instance(String id) {
        return loop.call(() -> services.values().stream()
                .map(this::view)
                .flatMap(service -> service.instances().stream()
                        .filter(instance -> instance.id().equals(id))
                        .map(instance -> new ServiceView.OwnedInstance(service.name(), instance)))
                .findFirst()
                .or(() -> fleet.order(id)
                        .map(order -> new ServiceView.OwnedInstance(
                                order.service(),
                                ServiceView.ended(id, order.template().id(), fleet.timeline(id)))))
                .orElseThrow(
                        () -> new ControlException("there is no instance " + id + "; demi services -v lists them")));
    }

    /**
     * Has an instance end in order; another starts where one is needed.
     *
     * @param author who asks for it
     */
    public void restart(String id, String author) {
        String service = instance(id).service();
        loop.call(() -> {
            if (!known(service).controller().replace(id, author + " restarts it")) {
                throw new ControlException(id + " is on its way out already");
            }
            return true;
        });
    }

    /** Has all instances of a service end in order; others start where they are needed. */
    public void restartAll(String service, String author) {
        loop.call(() -> {
            RunningService known = known(service);
            known.controller()
                    .status()
                    .instances()
                    .forEach(instance -> known.controller().replace(instance.id(), author + " restarts all"));
            return true;
        });
    }

    /** How long the requests of each service took so far, by its name. */
    public Map<String, Latencies> latencies() {
        return loop.call(() -> {
            var latencies = new TreeMap<String, Latencies>();
            services.forEach((name, service) -> latencies.put(
                    name,
                    service.gate().statistics().values().stream()
                            .map(UpstreamStatistics::latencies)
                            .reduce(Latencies.NONE, Latencies::and)));
            return latencies;
        });
    }

    private ServiceView view(RunningService service) {
        return ServiceView.of(
                service.controller().spec(), service.controller().status(), service.untrusted(), service.gate(), fleet);
    }

    private RunningService known(String name) {
        RunningService service = services.get(name);
        if (service == null) {
            throw unknown(name);
        }
        return service;
    }

    private static ControlException unknown(String name) {
        return new ControlException("there is no service " + name + "; demi services lists them");
    }

    /** All versions of a service, the latest first. */
    public List<Revision> history(String service) {
        List<Revision> history = desired.history(service);
        if (history.isEmpty()) {
            throw unknown(service);
        }
        return history;
    }

    /** One version of a service. */
    public Revision revision(String service, String called) {
        return desired.revision(service, called);
    }

    /** What happened. */
    public Journal journal() {
        return journal;
    }

    /** What services are made of. */
    public ImageVault images() {
        return images;
    }

    /** What is inside them. */
    public ContentsVault contents() {
        return contents;
    }

    /** The secrets that there are, and who refers to them. */
    public List<SecretView> secrets() throws IOException {
        List<String> names = secrets.names();
        return loop.call(() -> names.stream()
                .map(name -> new SecretView(name, referring(name)))
                .toList());
    }

    private List<String> referring(String secret) {
        return services.values().stream()
                .map(service -> service.controller().spec())
                .filter(spec -> spec.template().secrets().containsValue(secret))
                .map(ServiceSpec::name)
                .toList();
    }

    /** Gives a secret a value, for the instances that start from now on. */
    public void setSecret(String name, byte[] value) throws IOException {
        secrets.set(name, value);
    }

    /**
     * Removes a secret.
     *
     * @throws ControlException when a service refers to it, or there is none
     */
    public void removeSecret(String name) throws IOException {
        List<String> services = loop.call(() -> referring(name));
        if (!services.isEmpty()) {
            throw new ControlException("the secret " + name + " is needed by " + String.join(", ", services)
                    + ": take it out there first");
        }
        secrets.remove(name);
    }

    /** The certificates that there are, and who refers to them. */
    public List<CertificateView> certificates() throws IOException {
        var views = new ArrayList<CertificateView>();
        for (String name : certificates.names()) {
            PemChain chain = certificates.chain(name);
            List<String> services = loop.call(() -> showing(name));
            views.add(new CertificateView(name, chain.subject(), chain.expires().toString(), services));
        }
        return List.copyOf(views);
    }

    private List<String> showing(String certificate) {
        return services.values().stream()
                .map(service -> service.controller().spec())
                .filter(spec -> spec.ports().stream()
                        .anyMatch(port -> port.certificate().equals(Optional.of(certificate))))
                .map(ServiceSpec::name)
                .toList();
    }

    /**
     * Keeps a certificate, which ports that show one of that name show from now on.
     *
     * @param pem the certificate, those up to its root, and the private key
     */
    public void addCertificate(String name, byte[] pem) throws IOException {
        certificates.add(name, pem);
        loop.call(() -> {
            try {
                board.renew(name);
            } catch (IOException e) {
                throw new ControlException("the ports still show the old certificate: " + Reason.of(e));
            }
            return true;
        });
    }

    /**
     * Removes a certificate.
     *
     * @throws ControlException when a service refers to it, or there is none
     */
    public void removeCertificate(String name) throws IOException {
        List<String> services = loop.call(() -> showing(name));
        if (!services.isEmpty()) {
            throw new ControlException("the certificate " + name + " is shown by " + String.join(", ", services)
                    + ": take it out there first");
        }
        certificates.remove(name);
    }

    /** Whether an instance runs. */
    public boolean runs(String instance) {
        return fleet.pid(instance).isPresent();
    }

    /** What an instance has written to its console. */
    public Path consoleLog(String instance) {
        return fleet.consoleLog(instance);
    }

    /**
     * Ends it.
     *
     * @param instances whether the instances end, too, or are there for the next one
     */
    public void close(boolean instances) throws IOException, InterruptedException {
        if (watch != null) {
            watch.close();
        }
        loop.close();
        gateway.close();
        if (instances) {
            fleet.stopAll();
            if (!fleet.awaitAll(END_LIMIT)) {
                journal.tell("", "", Happening.WARNING, "instances run on that do not end");
            }
        }
        desired.close();
        folder.close();
    }

    @Override
    public void close() throws IOException {
        try {
            close(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes what becomes of instances on to their controllers, on the loop. */
    private final class FleetReports implements FleetEvents {
        @Override
        public void listening(String id, int port) {
            each(controller -> controller.listening(id, port));
        }

        @Override
        public void ended(String id, String how) {
            each(controller -> controller.ended(id, how));
            loop.post(() -> List.copyOf(services.keySet()).forEach(ControlPlane.this::forgetIfGone));
        }

        @Override
        public void checked(String id, String reason) {
            each(controller -> controller.checked(id, reason));
        }

        @Override
        public void note(String id, String message) {
            journal.tell("", id, Happening.WARNING, message);
        }

        /** Only the one whose it is takes notice. */
        private void each(Consumer<ServiceController> report) {
            loop.post(() -> services.values().forEach(service -> report.accept(service.controller())));
        }
    }
}
