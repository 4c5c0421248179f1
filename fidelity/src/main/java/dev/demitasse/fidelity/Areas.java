package dev.demitasse.fidelity;

import dev.demitasse.fidelity.areas.Channels;
import dev.demitasse.fidelity.areas.Concurrency;
import dev.demitasse.fidelity.areas.Containers;
import dev.demitasse.fidelity.areas.Encodings;
import dev.demitasse.fidelity.areas.Exceptions;
import dev.demitasse.fidelity.areas.Handles;
import dev.demitasse.fidelity.areas.Http;
import dev.demitasse.fidelity.areas.Io;
import dev.demitasse.fidelity.areas.Language;
import dev.demitasse.fidelity.areas.Memory;
import dev.demitasse.fidelity.areas.Numbers;
import dev.demitasse.fidelity.areas.Paths;
import dev.demitasse.fidelity.areas.Reflection;
import dev.demitasse.fidelity.areas.Security;
import dev.demitasse.fidelity.areas.Serialization;
import dev.demitasse.fidelity.areas.Services;
import dev.demitasse.fidelity.areas.Sockets;
import dev.demitasse.fidelity.areas.Streams;
import dev.demitasse.fidelity.areas.Strings;
import dev.demitasse.fidelity.areas.Texts;
import dev.demitasse.fidelity.areas.Threads;
import dev.demitasse.fidelity.areas.Times;
import dev.demitasse.fidelity.areas.Tls;
import dev.demitasse.fidelity.areas.UnixSockets;
import dev.demitasse.fidelity.areas.VirtualThreads;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** All areas by name, in the order in which they run. */
final class Areas {
    static final SequencedMap<String, Area> ALL = new LinkedHashMap<>();

    static {
        ALL.put("strings", Strings::run);
        ALL.put("numbers", Numbers::run);
        ALL.put("language", Language::run);
        ALL.put("exceptions", Exceptions::run);
        ALL.put("containers", Containers::run);
        ALL.put("streams", Streams::run);
        ALL.put("threads", Threads::run);
        ALL.put("concurrency", Concurrency::run);
        ALL.put("virtual-threads", VirtualThreads::run);
        ALL.put("reflection", Reflection::run);
        ALL.put("handles", Handles::run);
        ALL.put("memory", Memory::run);
        ALL.put("times", Times::run);
        ALL.put("texts", Texts::run);
        ALL.put("encodings", Encodings::run);
        ALL.put("serialization", Serialization::run);
        ALL.put("services", Services::run);
        ALL.put("io", Io::run);
        ALL.put("paths", Paths::run);
        ALL.put("sockets", Sockets::run);
        ALL.put("channels", Channels::run);
        ALL.put("unix-sockets", UnixSockets::run);
        ALL.put("http", Http::run);
        ALL.put("tls", Tls::run);
        ALL.put("security", Security::run);
    }

    private Areas() {}
}
