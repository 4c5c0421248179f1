package dev.demitasse.control;

import dev.demitasse.control.fleet.ImageVault;
import dev.demitasse.control.reconcile.Happening;
import dev.demitasse.control.service.Reason;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks every two seconds whether what services are made of is still believed: keys are revoked, and expire, while instances
 * run. Keys that cannot be read change nothing. Confined to its own thread, but for what it posts to the loop.
 */
final class TrustWatch implements AutoCloseable {
    private static final int LOOK_MILLIS = 2000;

    private final ImageVault images;
    private final Loop loop;
    private final Journal journal;
    private final Supplier<Collection<RunningService>> services;
    private final OnRevocation policy;
    private final ScheduledExecutorService clock;
    private String trouble = "";

    /**
     * Looks from now on.
     *
     * @param services all there are; asked on the loop
     */
    TrustWatch(
            ImageVault images,
            Loop loop,
            Journal journal,
            Supplier<Collection<RunningService>> services,
            OnRevocation policy) {
        this.images = images;
        this.loop = loop;
        this.journal = journal;
        this.services = services;
        this.policy = policy;
        clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("trust").factory());
        clock.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Set<String> digests = loop.call(() -> {
                var all = new HashSet<String>();
                services.get().forEach(service -> all.addAll(service.images()));
                return all;
            });
            Map<String, String> reasons = new HashMap<>();
            for (String digest : digests) {
                Optional<ReadyImage> image = intact(digest);
                if (image.isPresent()) {
                    images.signatures().distrust(image.get()).ifPresent(reason -> reasons.put(digest, reason));
                }
            }
            Map<String, String> found = Collections.unmodifiableMap(reasons);
            loop.call(() -> {
                services.get().forEach(service -> service.judge(found, policy));
                return true;
            });
            trouble = "";
        } catch (RejectedExecutionException e) {
            // The control plane is being closed.
            return;
        } catch (IOException | RuntimeException e) {
            // Not thrown on: an executor that saw it would look no more.
            if (!trouble.equals(Reason.of(e))) {
                trouble = Reason.of(e);
                journal.tell("", "", Happening.WARNING, "whether images are trusted still cannot be told: " + trouble);
            }
        }
    }

    /** An image that is gone or damaged is told of where it is to start; those of others are judged all the same. */
    private Optional<ReadyImage> intact(String digest) {
        try {
            return Optional.of(images.intact(digest));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
