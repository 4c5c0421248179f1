package dev.demitasse.control;

import dev.demitasse.control.desired.DesiredState;
import dev.demitasse.control.desired.Revision;
import dev.demitasse.control.fleet.Fleet;
import dev.demitasse.control.fleet.FleetDirectory;
import dev.demitasse.control.fleet.ImageVault;
import dev.demitasse.control.fleet.SignatureVault;
import dev.demitasse.control.reconcile.Happening;
import dev.demitasse.control.repository.Mirror;
import dev.demitasse.control.repository.RemoteRepository;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.control.service.SpecReader;
import dev.demitasse.control.service.UnknownException;
import dev.demitasse.gateway.Gateway;
import dev.demitasse.gateway.Latencies;
import dev.demitasse.hypervisor.Hypervisor;
import dev.demitasse.images.KeyRing;
import dev.demitasse.images.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The services of this machine: what is wanted of them, and that it is so. Thread-safe; its own thread owns all that
 * changes, and every method waits for it.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final StateFolder folder;
    private final DesiredState desired;
    private final Journal journal;
    private final ImageVault images;
    private final ContentsVault contents;
    private final ServiceSecrets secrets;
    private final ServiceCertificates certificates;
    private final Admission admission;
    private final UpdateGuard guard;
    private final Fleet fleet;
    private final Gateway gateway = new Gateway();
    private final Loop loop;
    private final Wishes wishes;
    private final Overview overview;
    private final ServiceTable services = new ServiceTable();
    private final Trust trust;
    private @Nullable Follower follower;
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
        var values = new Secrets(folder.secrets());
        var shown = new Certificates(folder.certificates());
        var board = new PortBoard(gateway, shown);
        secrets = new ServiceSecrets(values, loop, services);
        certificates = new ServiceCertificates(shown, loop, services, board);
        admission = new Admission(images, values, shown);
        guard = new UpdateGuard(images, contents);
        fleet = new Fleet(
                new FleetDirectory(folder.instances()),
                folder.root(),
                images,
                hypervisors,
                values::value,
                new FleetReports(loop, services, journal));
        overview = new Overview(services, fleet);
        wishes = new Wishes(
                desired,
                services,
                new RunningService.Shared(
                        loop, fleet, journal, new ProvenTemplates(folder::proven), board, this::rollBack));
    }

    private void rollBack(String service, String reason) {
        wishes.rollBack(service, reason);
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
            try {
                new Takeover(fleet, services, wishes, journal).begin(desired.services());
            } catch (IOException e) {
                throw new ControlException(
                        "the instances in " + folder.instances() + " cannot be read: " + Reason.of(e));
            }
            return true;
        });
        if (follower != null) {
            follower.begin();
        } else {
            forgetFollowed();
        }
        if (trust.signedOnly()) {
            watch = new TrustWatch(images, loop, journal, services::all, trust.onRevocation());
        }
    }

    /** From here on others change what is wanted: whoever follows a repository again looks at all of it. */
    private void forgetFollowed() {
        try {
            Mirror.forget(folder.followed());
        } catch (IOException e) {
            journal.tell("", "", Happening.WARNING, "the copy of a repository cannot be read: " + Reason.of(e));
        }
    }

    /** A repository of somebody else's says what is wanted, from {@link #begin} on. */
    public void follow(RemoteRepository remote, ImageSource source) {
        follower = new Follower(
                remote,
                folder.followed(),
                new Follower.Parts(loop, wishes, services, admission, guard, journal, source, images, contents));
    }

    /** The repository that is followed. */
    public Optional<RepositoryView> repository() {
        return Optional.ofNullable(follower).map(Follower::view);
    }

    /**
     * Asks the repository that is followed now, and waits until what it says is taken up.
     *
     * @throws UnknownException when none is
     */
    public RepositoryView lookAtRepository() {
        if (follower == null) {
            throw UnknownException.repository();
        }
        return follower.look();
    }

    /** Only the owner of what is wanted changes it. */
    private void owned(String what) {
        repository().ifPresent(owner -> {
            throw new ControlException(what + " here: what is wanted is said by the repository " + owner.url()
                    + " (branch " + owner.branch() + "); commit the change there");
        });
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
        owned("nothing can be applied");
        ServiceSpec spec = SpecReader.read(file, text);
        admission.check(file, spec);
        String purpose = message.orElse("Apply " + spec.name());
        while (true) {
            Optional<String> before = loop.call(() -> services.image(spec.name()));
            review(file, spec, before, author);
            // Images are compared outside the loop; meanwhile somebody may have wanted another.
            Optional<Revision> made =
                    loop.call(() -> services.image(spec.name()).equals(before)
                            ? Optional.of(wishes.want(new Wish(spec, author, purpose)))
                            : Optional.empty());
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

    /** Wants a service as it was: as {@code called} says, or before what is wanted now. */
    public Revision rollBack(String service, Optional<String> called, String author) {
        owned("nothing can be rolled back");
        Revision wanted = wishes.earlier(service, called);
        ServiceSpec spec = SpecReader.read(service + ".yaml", wanted.text().orElseThrow());
        admission.check(service + ".yaml", spec);
        return loop.call(
                () -> wishes.want(new Wish(spec, author, "Roll back " + service + " to revision " + wanted.number())));
    }

    /** Wants a service no more: its connections end, as long as they may, and then its instances. */
    public Revision delete(String name, String author) {
        owned("nothing can be deleted");
        return loop.call(() -> wishes.delete(name, author, "Delete " + name));
    }

    /** Changes something of a service that is wanted already. */
    public Revision change(String name, Function<ServiceSpec, ServiceSpec> change, String author, String message) {
        owned("nothing can be changed");
        return loop.call(() -> wishes.want(
                new Wish(change.apply(services.known(name).controller().spec()), author, message)));
    }

    /** A rollout stays where it is, or goes on. */
    public void pause(String name, boolean paused) {
        loop.call(() -> {
            services.known(name).controller().pause(paused);
            return true;
        });
    }

    /** All services, by name. */
    public List<ServiceView> services() {
        return loop.call(overview::services);
    }

    /** One service. */
    public ServiceView service(String name) {
        return loop.call(() -> overview.service(name));
    }

    /** One instance, also one that has ended lately. */
    public ServiceView.OwnedInstance instance(String id) {
        return loop.call(() -> overview.instance(id));
    }

    /**
     * Has an instance end in order; another starts where one is needed.
     *
     * @param author who asks for it
     */
    public void restart(String id, String author) {
        String service = instance(id).service();
        loop.call(() -> {
            if (!services.known(service).controller().replace(id, author + " restarts it")) {
                throw new ControlException(id + " is on its way out already");
            }
            return true;
        });
    }

    /** Has all instances of a service end in order; others start where they are needed. */
    public void restartAll(String service, String author) {
        loop.call(() -> {
            RunningService known = services.known(service);
            known.controller()
                    .status()
                    .instances()
                    .forEach(instance -> known.controller().replace(instance.id(), author + " restarts all"));
            return true;
        });
    }

    /** How long the requests of each service took so far, by its name. */
    public Map<String, Latencies> latencies() {
        return loop.call(overview::latencies);
    }

    /** All versions of a service, the latest first. */
    public List<Revision> history(String service) {
        return wishes.history(service);
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

    /** What services are told and nobody else. */
    public ServiceSecrets secrets() {
        return secrets;
    }

    /** What their ports show. */
    public ServiceCertificates certificates() {
        return certificates;
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
        if (follower != null) {
            follower.end();
        }
        loop.close();
        gateway.close();
        if (instances) {
            fleet.stopAll();
            if (!fleet.awaitAll(END_LIMIT)) {
                journal.tell("", "", Happening.WARNING, "instances run on that do not end");
            }
        }
        fleet.close(instances);
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
}
