package dev.demitasse.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.apache.maven.repository.internal.ArtifactDescriptorUtils;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.eclipse.aether.version.Version;

/**
 * Resolves artifacts and what they need at run time with Maven's own resolver: from the local repository, else from
 * the repository in Maven's built-in model, through the mirrors, proxies and servers of the user's {@code
 * settings.xml}. Confined to one thread.
 */
final class MavenRepositories {
    private static final String BUILT_IN_MODEL = "/org/apache/maven/model/pom-4.0.0.xml";

    private final RepositorySystem system = new RepositorySystemSupplier().get();
    private final Path settingsFile;
    private final Settings settings;
    private final DefaultRepositorySystemSession session;
    private final List<RemoteRepository> repositories;

    /**
     * The repositories as the user's settings have them.
     *
     * @throws BuildException when the settings cannot be read
     */
    MavenRepositories() {
        this(Path.of(System.getProperty("user.home"), ".m2"), builtIn());
    }

    /**
     * Other repositories.
     *
     * @param home the folder with {@code settings.xml} and, unless those say otherwise, the local repository
     * @param remote where to look for what the local repository does not have, before mirrors
     * @throws BuildException when the settings cannot be read
     */
    MavenRepositories(Path home, List<RemoteRepository> remote) {
        settingsFile = home.resolve("settings.xml");
        var request = new DefaultSettingsBuildingRequest()
                .setUserSettingsFile(settingsFile.toFile())
                .setSystemProperties(System.getProperties());
        try {
            settings = new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings();
        } catch (SettingsBuildingException e) {
            throw new BuildException(settingsFile + ": " + e.getMessage(), e);
        }
        // Maven's own property wins over its settings.
        String local = System.getProperty("maven.repo.local", settings.getLocalRepository());
        session = MavenRepositorySystemUtils.newSession();
        session.setLocalRepositoryManager(system.newLocalRepositoryManager(
                session,
                new LocalRepository(
                        local == null
                                ? home.resolve("repository").toFile()
                                : Path.of(local).toFile())));
        session.setOffline(settings.isOffline());
        applySettings();
        repositories = system.newResolutionRepositories(session, remote);
    }

    /**
     * The files of an artifact and of what it needs at run time, the artifact's own first.
     *
     * @param coordinates {@code group:artifact:version}
     * @throws BuildException when one of them is not to be had
     */
    List<Path> resolve(String coordinates) {
        var root = new DefaultArtifact(coordinates);
        var collect = new CollectRequest(new Dependency(root, JavaScopes.RUNTIME), repositories);
        var request = new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
        try {
            return system.resolveDependencies(session, request).getArtifactResults().stream()
                    .map(ArtifactResult::getArtifact)
                    .map(Artifact::getFile)
                    .map(file -> file.toPath())
                    .toList();
        } catch (DependencyResolutionException e) {
            throw new BuildException("cannot resolve " + coordinates + ": " + explain(e, root), e);
        }
    }

    /** Why, from the transfer that failed, which is somewhere among the causes. */
    private String explain(DependencyResolutionException failure, Artifact root) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof ArtifactTransferException)) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case ArtifactNotFoundException missing -> explain(missing.getArtifact(), root);
            case ArtifactTransferException transfer
            when transfer.getRepository() != null ->
                "%s cannot be reached (%s): check the network, or the mirrors and proxies in %s"
                        .formatted(shown(transfer.getRepository()), rootMessage(transfer), settingsFile);
            default -> String.valueOf(cause.getMessage());
        };
    }

    /** What is wrong with an artifact that is nowhere: itself, or its version. */
    private String explain(Artifact missing, Artifact root) {
        String name = missing.getGroupId() + ":" + missing.getArtifactId();
        String places = repositories.stream().map(MavenRepositories::shown).collect(Collectors.joining(", "));
        if (session.isOffline()) {
            return name + ":" + missing.getVersion() + " is not in the local repository, and " + settingsFile
                    + " says offline";
        }
        if (!name.equals(root.getGroupId() + ":" + root.getArtifactId())) {
            return "it needs " + name + ":" + missing.getVersion() + ", which is not in " + places;
        }
        return highestVersion(missing)
                .map(version -> version.equals(missing.getVersion())
                        ? "this version of " + name + " has no " + missing.getExtension()
                        : "there is no such version of " + name + "; the highest is " + version)
                .orElse("there is no " + name + " in " + places);
    }

    private Optional<String> highestVersion(Artifact artifact) {
        try {
            var any = new VersionRangeRequest(artifact.setVersion("[0,)"), repositories, null);
            return Optional.ofNullable(system.resolveVersionRange(session, any).getHighestVersion())
                    .map(Version::toString);
        } catch (VersionRangeResolutionException e) {
            throw new IllegalStateException("[0,) is a range of versions", e);
        }
    }

    private static String shown(RemoteRepository repository) {
        return "the repository " + repository.getId() + " (" + repository.getUrl() + ")";
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private void applySettings() {
        var mirrors = new DefaultMirrorSelector();
        settings.getMirrors()
                .forEach(mirror -> mirrors.add(
                        mirror.getId(),
                        mirror.getUrl(),
                        mirror.getLayout(),
                        false,
                        mirror.isBlocked(),
                        mirror.getMirrorOf(),
                        mirror.getMirrorOfLayouts()));
        session.setMirrorSelector(mirrors);
        var proxies = new DefaultProxySelector();
        settings.getProxies().stream()
                .filter(proxy -> proxy.isActive())
                .forEach(proxy -> proxies.add(
                        new Proxy(
                                proxy.getProtocol(),
                                proxy.getHost(),
                                proxy.getPort(),
                                new AuthenticationBuilder()
                                        .addUsername(proxy.getUsername())
                                        .addPassword(proxy.getPassword())
                                        .build()),
                        proxy.getNonProxyHosts()));
        session.setProxySelector(proxies);
        var servers = new DefaultAuthenticationSelector();
        settings.getServers()
                .forEach(server -> servers.add(
                        server.getId(),
                        new AuthenticationBuilder()
                                .addUsername(server.getUsername())
                                .addPassword(server.getPassword())
                                .build()));
        session.setAuthenticationSelector(servers);
    }

    private static List<RemoteRepository> builtIn() {
        try (InputStream in = MavenXpp3Reader.class.getResourceAsStream(BUILT_IN_MODEL)) {
            Model model = new MavenXpp3Reader().read(Objects.requireNonNull(in, BUILT_IN_MODEL));
            return model.getRepositories().stream()
                    .map(ArtifactDescriptorUtils::toRemoteRepository)
                    .toList();
        } catch (IOException | XmlPullParserException e) {
            throw new IllegalStateException("Maven's own model is not readable", e);
        }
    }
}
