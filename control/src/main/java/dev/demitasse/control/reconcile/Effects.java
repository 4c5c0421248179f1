package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.HealthCheck;
import dev.demitasse.control.service.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What a service's controller can do, and see, of the world. No method blocks or calls the controller back before it
 * returns; what comes of an effect is told to the controller later, on the same thread.
 */
public interface Effects {
    /** The time. */
    Instant now();

    /** Runs something on the controller's thread after a while. */
    void after(Duration delay, Runnable action);

    /** Starts an instance: {@link ServiceController#listening} or {@link ServiceController#ended} follow. */
    void start(String id, Template template);

    /** Lets an instance stand still until {@link #resume}. */
    void pause(String id);

    /** Lets an instance go on, at once. */
    void resume(String id);

    /** Ends an instance in order, or by force if it does not: {@link ServiceController#ended} follows. */
    void stop(String id);

    /** Ends an instance by force: {@link ServiceController#ended} follows. */
    void kill(String id);

    /** Checks an instance's health once: {@link ServiceController#checked} follows. */
    void check(String id, HealthCheck check);

    /** Lets an instance have connections; {@code group} is what {@link #shares} knows it by. */
    void ready(String id, String group);

    /** Lets an instance have no new connections: {@link ServiceController#drained} follows. */
    void drain(String id, Duration limit);

    /** An instance has ended, and its connections with it. */
    void gone(String id);

    /** Answers the connections that wait with an error. */
    void refuse(String reason);

    /** Which part of the new connections goes to which group, in percent; empty for no distinction. */
    void shares(Map<String, Integer> percentByGroup);

    /** What the service's connections do now. */
    Load load();

    /** Tells operators what happened and why. */
    void tell(Happening what, String instance, String message);

    /** A template has shown that it works. */
    void proven(Template template);

    /** The template does not work: the one before it is wanted again. Is followed by another {@code apply}. */
    void rollBack(String reason);
}
