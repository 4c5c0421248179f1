package dev.demitasse.control.fleet;

import dev.demitasse.control.service.HealthCheck;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.Template;
import dev.demitasse.egress.Destination;
import dev.demitasse.egress.FilterListener;
import dev.demitasse.hypervisor.BootConfiguration;
import dev.demitasse.hypervisor.ControlEvent;
import dev.demitasse.hypervisor.Hypervisor;
import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.InstanceListener;
import dev.demitasse.hypervisor.InstanceRequest;
import dev.demitasse.hypervisor.Network;
import dev.demitasse.hypervisor.PortForward;
import dev.demitasse.hypervisor.UserNetwork;
import dev.demitasse.toolchain.BootTarget;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The instances of this machine. They run in sessions of their own and outlive this process; all that is known of them is
 * in their directories. Each has a virtual thread here from its start to its end. Thread-safe; no method blocks but
 * {@link #awaitAll}.
 */
public final class Fleet {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration FOREVER = Duration.ofDays(10_000);

    /** A link ends when its instance does, and is told first. */
    private static final Duration LINK_GRACE = Duration.ofSeconds(2);

    private static final String NO_FILTER = "the filter of what it may reach has ended";

    /** Starts at a time: more only make each other slow. */
    private static final int STARTS = 2 * Runtime.getRuntime().availableProcessors();

    private final FleetDirectory directory;
    private final ImageVault images;
    private final Function<String, Hypervisor> hypervisors;
    private final Function<String, String> secrets;
    private final FleetEvents events;
    private final Semaphore starts = new Semaphore(STARTS);
    private final Map<String, FleetMember> members = new ConcurrentHashMap<>();
    private final WayOut wayOut;

    /**
     * The instances of a directory.
     *
     * @param filters the folder of the filter of what instances reach
     * @param hypervisors what runs images of a target
     * @param secrets the value of a secret by its name
     * @param events told what becomes of instances
     */
    public Fleet(
            FleetDirectory directory,
            Path filters,
            ImageVault images,
            Function<String, Hypervisor> hypervisors,
            Function<String, String> secrets,
            FleetEvents events) {
        this.directory = directory;
        this.images = images;
        this.hypervisors = hypervisors;
        this.secrets = secrets;
        this.events = events;
        wayOut = new WayOut(filters, new Denials());
    }

    /** Takes up the instances that run, from before this process; what became of the others is forgotten. */
    public List<Order> adopt() throws IOException {
        List<FleetDirectory.Survivor> survivors = directory.survivors(message -> events.note("", message));
        for (FleetDirectory.Survivor survivor : survivors) {
            InstanceRecord record = survivor.record();
            members.put(
                    record.id(),
                    new FleetMember(
                            record.ports(), survivor.instance(), directory.timeline(record.id()), record.filtered()));
        }
        if (members.values().stream().anyMatch(FleetMember::isFiltered)) {
            Set<String> linked = wayOut.find();
            members.forEach((id, member) -> {
                if (member.isFiltered() && !linked.contains(id)) {
                    doom(member, NO_FILTER);
                }
            });
        }
        return survivors.stream().map(survivor -> order(survivor.record())).toList();
    }

    private static void doom(FleetMember member, String reason) {
        member.doom(reason).ifPresent(Instance::kill);
    }

    /** Tells of an adopted instance from now on, first that it listens. */
    public void watch(String id) {
        instance(id)
                .ifPresent(instance -> Thread.ofVirtual()
                        .name("watch " + id)
                        .start(() -> forget(id, new AdoptedWatch(id, instance, events).untilEnd())));
    }

    private Optional<Instance> instance(String id) {
        return Optional.ofNullable(members.get(id)).flatMap(FleetMember::instance);
    }

    /** Says where services are from now on, for instances that may reach them by their names. */
    public void services(Map<String, List<Destination>> places) {
        wayOut.services(places);
    }

    /** Instances of a template will be wanted. */
    public void prepare(Template template) {
        Thread.ofVirtual().name("prepare").start(() -> {
            try {
                ReadyImage image = images.image(template.digest().orElseThrow());
                wayOut.prepare(template, image.manifest().target());
            } catch (IOException | RuntimeException e) {
                // The first instance will say the same.
                return;
            }
        });
    }

    /** Starts an instance. */
    public void start(Order order) {
        var member = new FleetMember();
        member.reached(BootTimeline.Step.ASKED);
        members.put(order.id(), member);
        Thread.ofVirtual().name("instance " + order.id()).start(() -> {
            String how;
            try {
                how = run(order, member);
            } catch (IOException | RuntimeException e) {
                how = "it did not start: " + Reason.of(e);
            } catch (InterruptedException e) {
                how = "its start was interrupted";
            }
            forget(order.id(), how);
        });
    }

    private void forget(String id, String ending) {
        FleetMember member = members.remove(id);
        String how = member == null ? ending : member.doomed().orElse(ending);
        try {
            directory.ended(id);
        } catch (UncheckedIOException e) {
            events.note(id, Reason.of(e));
        }
        events.ended(id, how);
    }

    /** From start to end; returns how it ended. */
    private String run(Order order, FleetMember member) throws IOException, InterruptedException {
        ReadyImage image = images.image(order.template().digest().orElseThrow());
        long memory = order.template().memory().orElse(image.memory());
        BootTarget.checkMemory(image, memory);
        Instance instance;
        starts.acquire();
        try {
            if (!member.isWanted()) {
                return "it was not wanted any more when its turn to start came";
            }
            List<PortForward> forwards = UserNetwork.claim(order.guestPorts().stream()
                    .map(guest ->
                            new PortForward(PortForward.Protocol.TCP, loopback().getHostAddress(), 0, guest))
                    .toList());
            var ports = new HashMap<Integer, Integer>();
            forwards.forEach(forward -> ports.put(forward.guestPort(), forward.hostPort()));
            String target = image.manifest().target();
            boolean filtered = WayOut.isFiltered(order.template(), target);
            if (filtered) {
                member.becomesFiltered();
            }
            var record = new InstanceRecord(order.id(), order.service(), order.template(), ports, filtered);
            member.reachedAt(ports);
            // Before the start: what runs is always known.
            Path home = directory.create(record);
            var network = new Network.User(forwards, wayOut.of(order.id(), order.template(), target));
            member.reached(BootTimeline.Step.LAUNCHED);
            instance = hypervisors
                    .apply(target)
                    .start(
                            new InstanceRequest(
                                    image.file(),
                                    home,
                                    memory,
                                    network,
                                    Optional.empty(),
                                    List.of(),
                                    boot(order),
                                    false),
                            new Ears(order.id(), member));
            member.runs(instance);
        } finally {
            starts.release();
        }
        instance.awaitEnd(FOREVER);
        return Endings.text(instance.outcome());
    }

    private BootConfiguration boot(Order order) {
        var environment = new HashMap<>(order.template().environment());
        order.template().secrets().forEach((variable, secret) -> environment.put(variable, secrets.apply(secret)));
        return new BootConfiguration(order.template().arguments(), environment, Map.of(), Optional.of(order.id()));
    }

    /** Lets an instance stand still; one that has ended stays so. */
    public void pause(String id) {
        instance(id).ifPresent(Instance::pause);
    }

    /** Lets an instance go on. */
    public void resume(String id) {
        instance(id).ifPresent(Instance::resume);
    }

    /** Whether an instance stands still. */
    public boolean isPaused(String id) {
        return instance(id).filter(Instance::isPaused).isPresent();
    }

    /** Ends an instance in order, or by force if it does not within ten seconds. */
    public void stop(String id) {
        end(id, instance -> {
            try {
                instance.stop(GRACE);
            } catch (InterruptedException e) {
                instance.kill();
            }
        });
    }

    /** Ends an instance at once. */
    public void kill(String id) {
        end(id, Instance::kill);
    }

    private void end(String id, Consumer<Instance> how) {
        Optional.ofNullable(members.get(id))
                .flatMap(FleetMember::end)
                .ifPresent(instance -> Thread.ofVirtual().name("stop " + id).start(() -> how.accept(instance)));
    }

    /** Asks an instance once whether it is well. */
    public void check(String id, HealthCheck health) {
        Thread.ofVirtual()
                .name("check " + id)
                .start(() -> events.checked(
                        id,
                        address(id, health.guest())
                                .map(address -> HealthProbe.ask(address, health))
                                .orElse("it has ended")));
    }

    /** Where an instance's port is reached. */
    public Optional<InetSocketAddress> address(String id, int guestPort) {
        FleetMember member = members.get(id);
        OptionalInt port = member == null ? OptionalInt.empty() : member.port(guestPort);
        return port.isEmpty() ? Optional.empty() : Optional.of(new InetSocketAddress(loopback(), port.getAsInt()));
    }

    /** An instance takes connections: its way there is remembered. Does not wait for the disk. */
    public void ready(String id) {
        FleetMember member = members.get(id);
        if (member != null && !member.isAdopted()) {
            BootTimeline timeline = member.reached(BootTimeline.Step.READY);
            Thread.ofVirtual().name("remember " + id).start(() -> directory.remember(id, timeline));
        }
    }

    /** How an instance has come up, also one that has ended lately; empty when that is not known. */
    public BootTimeline timeline(String id) {
        FleetMember member = members.get(id);
        return member == null ? directory.timeline(id) : member.timeline();
    }

    /** The same of an instance that runs and has answered, as far as this process knows its first answer. */
    public BootTimeline timeline(String id, Instant answer) {
        FleetMember member = members.get(id);
        BootTimeline timeline = timeline(id);
        return member == null || member.isAdopted() ? timeline : timeline.with(BootTimeline.Step.ANSWERED, answer);
    }

    /** Whose an instance is or was, and what it is made of. */
    public Optional<Order> order(String id) {
        return directory.record(id).map(Fleet::order);
    }

    private static Order order(InstanceRecord record) {
        return new Order(
                record.id(),
                record.service(),
                record.template(),
                List.copyOf(record.ports().keySet()));
    }

    /** The process of an instance that runs. */
    public OptionalLong pid(String id) {
        return instance(id).map(Instance::pid).orElse(OptionalLong.empty());
    }

    /** What an instance has written to its console; it may have ended lately. */
    public Path consoleLog(String id) {
        return directory.consoleLog(id);
    }

    /** Whether no instance is left, after at most so long. */
    public boolean awaitAll(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!members.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(10);
        }
        return members.isEmpty();
    }

    /**
     * Ends what instances share.
     *
     * @param all whether no instance is left that needs it
     */
    public void close(boolean all) {
        if (all) {
            wayOut.end();
        } else {
            wayOut.close();
        }
    }

    /** Ends all instances, in order. */
    public void stopAll() {
        List.copyOf(members.keySet()).forEach(this::stop);
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** Hears the filter. */
    private final class Denials implements FilterListener {
        @Override
        public void refused(String id, String what, long packets) {
            String service = directory.record(id).map(InstanceRecord::service).orElse("");
            events.denied(
                    service,
                    id,
                    packets,
                    what + ", " + packets + (packets == 1 ? " packet" : " packets") + ": egress does not list it");
        }

        @Override
        public void closed(String id, String reason) {
            Thread.ofVirtual().name("link of " + id).start(() -> {
                try {
                    Thread.sleep(LINK_GRACE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                FleetMember member = members.get(id);
                if (member != null) {
                    doom(member, "its network has ended: " + reason);
                }
            });
        }

        @Override
        public void ended(String how) {
            members.values().stream().filter(FleetMember::isFiltered).forEach(member -> doom(member, how));
        }
    }

    private final class Ears implements InstanceListener {
        private final String id;
        private final FleetMember member;

        Ears(String id, FleetMember member) {
            this.id = id;
            this.member = member;
        }

        @Override
        public void console(ByteBuffer bytes) {
            // The log has it.
        }

        @Override
        public void event(ControlEvent event) {
            switch (event) {
                case ControlEvent.Boot() -> member.reached(BootTimeline.Step.KERNEL);
                case ControlEvent.Main() -> member.reached(BootTimeline.Step.MAIN);
                case ControlEvent.Network() -> member.reached(BootTimeline.Step.NETWORK);
                case ControlEvent.Listening(int port) -> {
                    member.reached(BootTimeline.Step.LISTENING);
                    events.listening(id, port);
                }
                case ControlEvent.Exit _, ControlEvent.Panic _, ControlEvent.Killed _ -> {
                    // How it ends is told when it has.
                }
            }
        }

        @Override
        public void note(String message) {
            events.note(id, message);
        }
    }
}
