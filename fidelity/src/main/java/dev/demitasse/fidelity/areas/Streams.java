package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** {@code java.util.stream}. */
public final class Streams {
    private static final List<String> WORDS = List.of("delta", "alpha", "charlie", "bravo", "echo", "alpha");

    private Streams() {}

    /** Runs them. */
    public static void run(Checks checks) {
        checks.check(
                "filter-map",
                () -> WORDS.stream()
                        .filter(w -> w.length() == 5)
                        .map(String::toUpperCase)
                        .distinct()
                        .sorted()
                        .toList());
        checks.check(
                "grouping",
                () -> WORDS.stream()
                        .collect(Collectors.groupingBy(
                                String::length,
                                TreeMap::new,
                                Collectors.mapping(w -> w.charAt(0), Collectors.toList()))));
        checks.check(
                "partitioning",
                () -> IntStream.range(0, 10)
                        .boxed()
                        .collect(Collectors.partitioningBy(x -> x % 3 == 0, Collectors.summingInt(x -> x))));
        checks.check("joining", () -> WORDS.stream().limit(3).collect(Collectors.joining(", ", "[", "]")));
        checks.check("to-map-duplicate", () -> WORDS.stream().collect(Collectors.toMap(w -> w, String::length)));
        checks.check(
                "to-map-merge",
                () -> WORDS.stream().collect(Collectors.toMap(w -> w, String::length, Integer::sum, TreeMap::new)));
        checks.check(
                "flat-map",
                () -> Stream.of(List.of(1, 2), List.<Integer>of(), List.of(3))
                        .flatMap(List::stream)
                        .mapToInt(x -> x)
                        .sum());
        checks.check(
                "map-multi",
                () -> Stream.of(1, 2, 3)
                        .<Integer>mapMulti((x, sink) -> {
                            for (int i = 0; i < x; i++) {
                                sink.accept(x);
                            }
                        })
                        .toList());
        checks.check(
                "iterate", () -> Stream.iterate(1, x -> x < 1000, x -> x * 3).toList());
        checks.check(
                "take-drop",
                () -> List.of(
                        IntStream.range(0, 9).takeWhile(x -> x < 4).boxed().toList(),
                        IntStream.range(0, 9).dropWhile(x -> x < 7).boxed().toList()));
        checks.check(
                "reduce",
                () -> IntStream.rangeClosed(1, 5).reduce((a, b) -> a * b).getAsInt()
                        + Stream.of("a", "b").reduce("", String::concat));
        checks.check("statistics", () -> LongStream.of(3, 1, 2).summaryStatistics());
        checks.check(
                "teeing",
                () -> Stream.of(1, 2, 3, 4)
                        .collect(
                                Collectors.teeing(Collectors.counting(), Collectors.averagingInt(x -> x), Map::entry)));
        checks.check("laziness", () -> {
            var log = new ArrayList<String>();
            Stream.of("a", "b", "c")
                    .peek(x -> log.add("peek " + x))
                    .map(String::toUpperCase)
                    .filter(x -> !x.equals("A"))
                    .findFirst()
                    .ifPresent(log::add);
            return log;
        });
        checks.check("used-twice", () -> {
            Stream<Integer> stream = Stream.of(1);
            stream.count();
            return stream.count();
        });
        checks.check("on-close", () -> {
            var log = new ArrayList<String>();
            try (var stream = Stream.of(1).onClose(() -> log.add("one")).onClose(() -> log.add("two"))) {
                stream.forEach(x -> log.add("element"));
            }
            return log;
        });
        checks.check(
                "parallel-sum",
                () -> LongStream.rangeClosed(1, 100_000)
                        .parallel()
                        .map(x -> x % 7)
                        .sum());
        checks.check(
                "parallel-collect",
                () -> IntStream.range(0, 1000)
                        .parallel()
                        .boxed()
                        .collect(Collectors.groupingByConcurrent(x -> x % 3, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.comparingByKey())
                        .toList());
        checks.check(
                "parallel-order",
                () -> IntStream.range(0, 500)
                        .parallel()
                        .mapToObj(x -> x)
                        .filter(x -> x % 50 == 0)
                        .toList());
        checks.check(
                "sorted-stable",
                () -> WORDS.stream()
                        .sorted(java.util.Comparator.comparing(String::length))
                        .toList());
        checks.check(
                "gather-window",
                () -> Stream.of(1, 2, 3, 4, 5).gather(Gatherers.windowFixed(2)).toList());
        checks.check(
                "gather-sliding-scan",
                () -> List.of(
                        Stream.of(1, 2, 3, 4).gather(Gatherers.windowSliding(3)).toList(),
                        Stream.of(1, 2, 3)
                                .gather(Gatherers.scan(() -> 0, Integer::sum))
                                .toList()));
        checks.check(
                "gather-concurrent",
                () -> Stream.of(3, 1, 2)
                        .gather(Gatherers.mapConcurrent(2, x -> x * x))
                        .toList());
        checks.check("null-collected", () -> Stream.of("a", null).collect(Collectors.toUnmodifiableList()));
        checks.check("to-list-immutable", () -> Stream.of(1).toList().add(2));
        checks.check(
                "max-min",
                () -> List.of(
                        WORDS.stream().max(String::compareTo),
                        IntStream.empty().max(),
                        IntStream.of(4, 2).average()));
        checks.check(
                "matching",
                () -> List.of(
                        WORDS.stream().anyMatch("echo"::equals),
                        WORDS.stream().allMatch(w -> w.length() > 4),
                        Stream.empty().noneMatch(x -> true)));
        checks.check(
                "concat-skip",
                () -> Stream.concat(Stream.of(1, 2), Stream.of(3, 4))
                        .skip(1)
                        .limit(2)
                        .toList());
        checks.check(
                "collect-then",
                () -> WORDS.stream().collect(Collectors.collectingAndThen(Collectors.toSet(), java.util.Set::size)));
        checks.check(
                "filtering-flat",
                () -> WORDS.stream()
                        .collect(Collectors.filtering(
                                w -> w.contains("a"),
                                Collectors.flatMapping(
                                        w -> w.chars().mapToObj(c -> (char) c),
                                        Collectors.toCollection(java.util.TreeSet::new)))));
    }
}
