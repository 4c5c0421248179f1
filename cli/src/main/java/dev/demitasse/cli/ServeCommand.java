package dev.demitasse.cli;

import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.OnRevocation;
import dev.demitasse.control.StateFolder;
import dev.demitasse.control.api.Access;
import dev.demitasse.control.api.ApiRoutes;
import dev.demitasse.control.api.ApiServer;
import dev.demitasse.control.api.Role;
import dev.demitasse.control.api.Sessions;
import dev.demitasse.control.api.Tokens;
import dev.demitasse.control.observe.Recorder;
import dev.demitasse.control.repository.RemoteRepository;
import dev.demitasse.images.KeyRing;
import dev.demitasse.images.TrustPolicy;
import dev.demitasse.images.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demi serve}. */
@Command(
        name = "serve",
        description = {
            "Run services: boot them when somebody connects, keep them running, update them without a trace."
                    + " Ctrl-C ends it and its instances in order; if it is killed, they run on and the next one takes"
                    + " them up."
        },
        footer = {"", "Example:", "  demi serve --listen 127.0.0.1:7070"})
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--state", paramLabel = "DIR", description = "Where all is kept (default: ~/.demitasse/control).")
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:7070",
            description = "Where the REST API is (default: ${DEFAULT-VALUE}); other than loopback only with --tls.")
    private String listen = "";

    @Option(
            names = "--tls",
            paramLabel = "FILE",
            description = "A PKCS12 key store for the API; its password is in $DEMITASSE_TLS_PASSWORD.")
    private Optional<Path> tls = Optional.empty();

    @Option(names = "--keep", description = "Leave the instances running at the end, for the next one to take up.")
    private boolean keep;

    @Option(
            names = "--rehearse",
            hidden = true,
            description = "End at once: so that demi knows which classes it takes.")
    private boolean rehearse;

    @Mixin
    private TrustOption trust = new TrustOption();

    @Option(
            names = "--on-revocation",
            paramLabel = "keep|stop",
            description =
                    "With --trust signed: whether instances whose image is not trusted any more run on or end in order"
                            + " (default: what settings.yaml in demi's folder says, or keep). None is started in either case.")
    private Optional<OnRevocation> onRevocation = Optional.empty();

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "The keys whose signatures are believed (default: this user's, of demi key list).")
    private Optional<Path> keyRing = Optional.empty();

    @Mixin
    private RepositoryOptions repository = new RepositoryOptions();

    @Mixin
    private RegistryOption registry = new RegistryOption();

    @Mixin
    private HypervisorOptions machine = new HypervisorOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = Home.ofUser();
        Path root = state.orElseGet(home::control).toAbsolutePath();
        InetSocketAddress address = address(listen);
        Optional<ApiServer.Keys> keys = keys();
        Optional<RemoteRepository> remote = repository.remote();
        var trusted = new ControlPlane.Trust(
                new Verifier(new KeyRing(keyRing.orElseGet(() -> home.keys().folder())), InstantSource.system()),
                trust.policy(home) == TrustPolicy.signed,
                onRevocation.isPresent()
                        ? onRevocation.get()
                        : Settings.read(home.settings()).onRevocation());
        var plane = new ControlPlane(StateFolder.take(root), target -> machine.hypervisor(home, target), trusted);
        remote.ifPresent(followed -> plane.follow(followed, new FollowedImages(home, registry.options())));
        var end = new CountDownLatch(1);
        try {
            Tokens tokens = tokens(root);
            var access = new Access(tokens, new Sessions(root.resolve("sessions.json"), tokens));
            var recorder = new Recorder(plane, root.resolve("measured.gz"));
            // The services' ports before all else, since clients may be waiting for them.
            var api = ApiServer.open(
                    new ApiServer.Options(address, keys),
                    access,
                    root.resolve("audit.jsonl"),
                    new ApiRoutes(plane, access, recorder));
            try (api;
                    recorder) {
                plane.begin();
                api.serve();
                String url = (keys.isPresent() ? "https://" : "http://")
                        + api.address().getHostString() + ":" + api.address().getPort();
                Files.writeString(StateFolder.address(root), url + "\n");
                var hook = new Thread(() -> end(end, api, recorder, plane), "interrupted");
                Runtime.getRuntime().addShutdownHook(hook);
                remote.ifPresent(followed -> Messages.note("what is wanted is said by the repository " + followed));
                Messages.note(
                        "serving " + url + " from " + root + "; Ctrl-C ends it" + (keep ? "" : " and its instances"));
                if (rehearse) {
                    end(end, api, recorder, plane);
                }
                end.await();
            }
        } catch (RuntimeException | IOException e) {
            plane.close(false);
            throw e;
        }
        return ExitStatus.OK;
    }

    private void end(CountDownLatch end, ApiServer api, Recorder recorder, ControlPlane plane) {
        try {
            api.close();
            recorder.close();
            plane.close(!keep);
        } catch (IOException e) {
            Messages.error("the end was not in order: " + Demi.message(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end.countDown();
            // An orderly end asked for by a signal is a good one.
            Runtime.getRuntime().halt(ExitStatus.OK);
        }
    }

    /** The tokens; the first time one is made for the folder's owner, whom only he can read. */
    private static Tokens tokens(Path root) throws IOException {
        var tokens = new Tokens(root.resolve("tokens.json"));
        Path own = StateFolder.ownToken(root);
        if (tokens.isEmpty() || !Files.exists(own)) {
            String token = tokens.issue(System.getProperty("user.name"), Role.ADMIN, Optional.empty())
                    .token();
            Files.deleteIfExists(own);
            Files.createFile(own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(own, token + "\n");
        }
        return tokens;
    }

    private static InetSocketAddress address(String text) throws IOException {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("\\d{1,5}")) {
            throw new CommandException("--listen " + text + " is no ADDRESS:PORT such as 127.0.0.1:7070");
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port > 65535) {
            throw new CommandException("--listen: port " + port + " is not between 0 and 65535");
        }
        return new InetSocketAddress(InetAddress.getByName(text.substring(0, colon)), port);
    }

    private Optional<ApiServer.Keys> keys() throws IOException {
        if (tls.isEmpty()) {
            return Optional.empty();
        }
        String password = System.getenv("DEMITASSE_TLS_PASSWORD");
        if (password == null) {
            throw new CommandException("DEMITASSE_TLS_PASSWORD is not set: it is the key store's password");
        }
        try (InputStream in = Files.newInputStream(tls.get())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return Optional.of(new ApiServer.Keys(store, password));
        } catch (GeneralSecurityException e) {
            throw new CommandException("the key store " + tls.get() + " cannot be used: " + Demi.message(e));
        }
    }
}
