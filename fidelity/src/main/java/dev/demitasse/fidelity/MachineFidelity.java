package dev.demitasse.fidelity;

import dev.demitasse.fidelity.areas.Channels;
import dev.demitasse.fidelity.areas.Concurrency;
import dev.demitasse.fidelity.areas.Exceptions;
import dev.demitasse.fidelity.areas.Io;
import dev.demitasse.fidelity.areas.Memory;
import dev.demitasse.fidelity.areas.Threads;
import dev.demitasse.fidelity.areas.VirtualThreads;
import java.util.LinkedHashMap;

/**
 * The areas that rest on the machine below: its memory, threads, timer, traps and loopback. Apart from {@link Fidelity}, so
 * that an image of them is built soon, and emulated soon.
 */
public final class MachineFidelity {
    private MachineFidelity() {}

    /** The program; its arguments are as those of {@link Fidelity}. */
    public static void main(String[] arguments) {
        var areas = new LinkedHashMap<String, Area>();
        areas.put("exceptions", Exceptions::run);
        areas.put("threads", Threads::run);
        areas.put("concurrency", Concurrency::run);
        areas.put("virtual-threads", VirtualThreads::run);
        areas.put("memory", Memory::run);
        areas.put("io", Io::run);
        areas.put("channels", Channels::run);
        Run.areas(areas, arguments);
    }
}
