package dev.demitasse.toolchain.builder;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.vm.ci.meta.ResolvedJavaMethod;

/**
 * The methods of the JDK, of SVM and of the library OS that run often in a service: a list that {@code
 * bench/frequent-methods} counted, part of this jar. A line is a class and a method, {@code java.util.HashMap.getNode},
 * and stands for all methods of that name in the class; one that begins with {@code #} is for the reader. Lines are in the order in
 * which a request runs the methods. Immutable.
 */
final class FrequentMethods {
    private static final String LIST = "frequent-methods.txt";

    private final Map<String, Integer> places = new HashMap<>();

    private FrequentMethods(List<String> names) {
        for (String name : names) {
            places.put(name, places.size());
        }
    }

    static FrequentMethods listed() {
        try (InputStream list = FrequentMethods.class.getResourceAsStream(LIST)) {
            if (list == null) {
                throw new IllegalStateException(LIST + " is missing in the builder's jar");
            }
            return new FrequentMethods(new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean contains(ResolvedJavaMethod method) {
        return places.containsKey(name(method));
    }

    /** The method's place among all methods: that of its line, or after all of them. */
    int place(ResolvedJavaMethod method) {
        return places.getOrDefault(name(method), places.size());
    }

    private static String name(ResolvedJavaMethod method) {
        return method.format("%H.%n");
    }
}
