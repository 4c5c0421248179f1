package dev.demitasse.control;

import java.io.IOException;
import java.util.List;

/** The secrets of services, and which of those refer to them. Thread-safe. */
public final class ServiceSecrets {
    private final Secrets secrets;
    private final Loop loop;
    private final ServiceTable services;

    ServiceSecrets(Secrets secrets, Loop loop, ServiceTable services) {
        this.secrets = secrets;
        this.loop = loop;
        this.services = services;
    }

    /** The secrets that there are, and who refers to them. */
    public List<SecretView> list() throws IOException {
        List<String> names = secrets.names();
        return loop.call(() -> names.stream()
                .map(name -> new SecretView(name, referring(name)))
                .toList());
    }

    private List<String> referring(String secret) {
        return services.names(spec -> spec.template().secrets().containsValue(secret));
    }

    /** Gives a secret a value, for the instances that start from now on. */
    public void set(String name, byte[] value) throws IOException {
        secrets.set(name, value);
    }

    /**
     * Removes a secret.
     *
     * @throws ControlException when a service refers to it
     */
    public void remove(String name) throws IOException {
        List<String> users = loop.call(() -> referring(name));
        if (!users.isEmpty()) {
            throw new ControlException(
                    "the secret " + name + " is needed by " + String.join(", ", users) + ": take it out there first");
        }
        secrets.remove(name);
    }
}
