package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.stream.IntStream;

/** {@code java.util}'s collections and small values. */
public final class Containers {
    private Containers() {}

    /** Runs them. */
    public static void run(Checks checks) {
        lists(checks);
        maps(checks);
        queues(checks);
        arrays(checks);
        values(checks);
    }

    private static void lists(Checks checks) {
        checks.check("array-list", () -> {
            var list = new ArrayList<>(List.of(5, 3, 9));
            list.add(1, 7);
            list.remove(Integer.valueOf(9));
            list.removeIf(x -> x == 5);
            list.replaceAll(x -> x * 10);
            list.addAll(0, List.of(1, 2));
            return list;
        });
        checks.check("sub-list", () -> {
            var list = new ArrayList<>(IntStream.range(0, 10).boxed().toList());
            list.subList(2, 5).clear();
            list.subList(0, 2).replaceAll(x -> -x);
            return list;
        });
        checks.check("reversed", () -> {
            var list = new ArrayList<>(List.of(1, 2, 3));
            list.reversed().addFirst(4);
            return List.of(list, list.reversed(), list.getFirst(), list.removeLast());
        });
        checks.check("list-iterator", () -> {
            var list = new LinkedList<>(List.of("a", "b", "c"));
            var iterator = list.listIterator(1);
            iterator.next();
            iterator.set("B");
            iterator.add("b2");
            iterator.previous();
            iterator.remove();
            return list;
        });
        checks.check("sort", () -> {
            var list = new ArrayList<>(Arrays.asList("pear", null, "Apple", "fig"));
            list.sort(Comparator.nullsFirst(
                    Comparator.comparing(String::length).thenComparing(Comparator.reverseOrder())));
            return list;
        });
        checks.check("collections", () -> {
            var list = new ArrayList<>(IntStream.range(0, 6).boxed().toList());
            Collections.rotate(list, 2);
            Collections.swap(list, 0, 5);
            return List.of(
                    list,
                    Collections.max(list),
                    Collections.frequency(list, 3),
                    Collections.binarySearch(List.of(1, 3, 5), 4),
                    Collections.nCopies(2, "x"),
                    Collections.disjoint(list, List.of(9)));
        });
        checks.check(
                "unmodifiable",
                () -> Collections.unmodifiableList(new ArrayList<>(List.of(1))).remove(0));
        checks.check("checked", () -> {
            @SuppressWarnings({"unchecked", "rawtypes"})
            List<Object> raw = (List) Collections.checkedList(new ArrayList<>(), String.class);
            return raw.add(1);
        });
        checks.check("list-of-null", () -> List.of("a", null));
        checks.check("as-list-fixed", () -> Arrays.asList(1, 2).add(3));
        checks.check("to-array", () -> new ArrayList<>(List.of("a", "b")).toArray(String[]::new));
        checks.check(
                "hash-of-collections",
                () -> List.of(
                        List.of(1, 2).hashCode(),
                        new HashSet<>(List.of("a", "b")).hashCode(),
                        Map.of("k", 1).hashCode(),
                        Arrays.hashCode(new int[] {1, 2})));
    }

    private static void maps(Checks checks) {
        checks.check("hash-map-order", () -> {
            var map = new HashMap<String, Integer>();
            for (String word : "the quick brown fox jumps over the lazy dog again and again".split(" ")) {
                map.merge(word, 1, Integer::sum);
            }
            return map;
        });
        checks.check("compute", () -> {
            var map = new TreeMap<>(Map.of("a", 1, "b", 2));
            map.compute("a", (k, v) -> v == null ? 0 : v + 10);
            map.computeIfAbsent("c", String::length);
            map.computeIfPresent("b", (k, v) -> null);
            map.putIfAbsent("a", 99);
            return List.of(map, map.getOrDefault("z", -1), map.replace("a", 11, 12));
        });
        checks.check("compute-changes-map", () -> {
            var map = new HashMap<Integer, Integer>();
            return map.computeIfAbsent(1, k -> {
                map.put(2, 2);
                return 1;
            });
        });
        checks.check("navigable", () -> {
            NavigableMap<Integer, String> map = new TreeMap<>(Map.of(1, "a", 3, "c", 5, "e", 7, "g"));
            return Arrays.asList(
                    map.floorKey(4),
                    map.ceilingEntry(4),
                    map.lowerKey(1),
                    map.headMap(5, true),
                    map.tailMap(5, false),
                    map.descendingMap(),
                    map.subMap(2, 6),
                    map.pollFirstEntry());
        });
        checks.check(
                "sub-map-outside",
                () -> new TreeMap<>(Map.of(1, "a")).subMap(2, 5).put(7, "x"));
        checks.check("access-order", () -> {
            var map = new LinkedHashMap<String, Integer>(4, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > 2;
                }
            };
            map.put("a", 1);
            map.put("b", 2);
            map.get("a");
            map.put("c", 3);
            return map.keySet();
        });
        checks.check("sequenced-map", () -> {
            var map = new LinkedHashMap<>(Map.of("x", 1));
            map.putFirst("first", 0);
            map.putLast("last", 9);
            return List.of(map, map.firstEntry(), map.reversed());
        });
        checks.check("identity-map", () -> {
            var map = new IdentityHashMap<String, Integer>();
            map.put(new String("k"), 1);
            map.put(new String("k"), 2);
            return map.size();
        });
        checks.check("weak-map", () -> {
            var map = new WeakHashMap<Object, String>();
            var kept = new Object();
            map.put(kept, "kept");
            map.put(new Object(), "lost");
            for (int i = 0; i < 50 && map.size() > 1; i++) {
                System.gc();
                Thread.sleep(10);
            }
            return map.values() + "" + map.containsKey(kept);
        });
        checks.check("tree-of-collisions", () -> {
            record Key(int id) implements Comparable<Key> {
                @Override
                public int hashCode() {
                    return 7;
                }

                @Override
                public int compareTo(Key other) {
                    return Integer.compare(id, other.id);
                }
            }
            var map = new HashMap<Key, Integer>();
            for (int i = 0; i < 100; i++) {
                map.put(new Key(i), i);
            }
            for (int i = 0; i < 90; i++) {
                map.remove(new Key(i));
            }
            return map.size() + " " + map.get(new Key(95));
        });
        checks.check("sets", () -> {
            var set = new TreeSet<>(List.of("d", "b", "a"));
            set.retainAll(List.of("a", "d", "z"));
            var linked = new LinkedHashSet<>(List.of(3, 1));
            linked.addFirst(1);
            return List.of(set, set.higher("a"), linked, new HashSet<>(List.of(17, 33, 1)));
        });
        checks.check("entries", () -> {
            var map = new TreeMap<>(Map.of("a", 1, "b", 2));
            for (Map.Entry<String, Integer> entry : map.entrySet()) {
                entry.setValue(entry.getValue() * 2);
            }
            map.keySet().remove("a");
            map.values().remove(9);
            return map + "" + Map.entry("k", "v");
        });
        checks.check("map-duplicate", () -> Map.of("a", 1, "a", 2));
        checks.check("tree-map-null", () -> new TreeMap<String, Integer>().put(null, 1));
    }

    private static void queues(Checks checks) {
        checks.check("priority-queue", () -> {
            var queue = new PriorityQueue<>(Comparator.<Integer>reverseOrder());
            queue.addAll(List.of(3, 9, 4, 1));
            return IntStream.range(0, 4).mapToObj(i -> queue.poll()).toList();
        });
        checks.check("deque", () -> {
            var deque = new ArrayDeque<>(List.of(1, 2, 3));
            deque.push(0);
            deque.offerLast(4);
            deque.removeFirstOccurrence(2);
            return List.of(
                    deque,
                    deque.peekLast(),
                    deque.pop(),
                    deque.descendingIterator().next());
        });
        checks.check("deque-null", () -> new ArrayDeque<String>().add(null));
        checks.check("deque-empty", () -> new ArrayDeque<String>().removeFirst());
        checks.check("bit-set", () -> {
            var bits = new BitSet();
            bits.set(1, 5);
            bits.flip(3);
            bits.set(100);
            return List.of(bits, bits.cardinality(), bits.nextClearBit(1), bits.length(), bits.toLongArray()[0]);
        });
        checks.check("spliterator", () -> {
            Spliterator<Integer> right = new ArrayList<>(List.of(1, 2, 3, 4, 5)).spliterator();
            Spliterator<Integer> left = right.trySplit();
            return List.of(left.estimateSize(), right.estimateSize(), right.hasCharacteristics(Spliterator.SIZED));
        });
    }

    private static void arrays(Checks checks) {
        checks.check("array-sort", () -> {
            int[] numbers = new java.util.Random(5).ints(1000).toArray();
            Arrays.sort(numbers);
            return Arrays.hashCode(numbers);
        });
        checks.check("array-parallel-sort", () -> {
            long[] numbers = new java.util.Random(6).longs(20_000).toArray();
            Arrays.parallelSort(numbers);
            return Arrays.hashCode(numbers);
        });
        checks.check(
                "array-compare",
                () -> List.of(
                        Arrays.compare(new int[] {1, 2}, new int[] {1, 3}),
                        Arrays.mismatch("abc".toCharArray(), "abd".toCharArray()),
                        Arrays.equals(new byte[] {1}, new byte[] {1}),
                        Arrays.deepHashCode(new Object[] {1, new int[] {2}})));
        checks.check("array-fill", () -> {
            int[] numbers = new int[6];
            Arrays.setAll(numbers, i -> i * i);
            Arrays.parallelPrefix(numbers, Integer::sum);
            Arrays.fill(numbers, 0, 2, -1);
            return List.of(
                    Arrays.toString(numbers),
                    Arrays.binarySearch(new int[] {1, 4, 9}, 5),
                    Arrays.copyOfRange(numbers, 4, 8));
        });
        checks.check("array-bad-comparator", () -> {
            Integer[] numbers = new java.util.Random(9).ints(200, 0, 5).boxed().toArray(Integer[]::new);
            Arrays.sort(numbers, (a, b) -> a < b ? -1 : 1);
            return "sorted";
        });
    }

    private static void values(Checks checks) {
        checks.check(
                "optional",
                () -> List.of(
                        Optional.of(3).map(x -> x + 1).filter(x -> x > 3),
                        Optional.empty().or(() -> Optional.of("else")),
                        OptionalInt.empty(),
                        Optional.of("x").stream().count()));
        checks.check("optional-empty", () -> Optional.empty().orElseThrow());
        checks.check(
                "uuid",
                () -> List.of(
                        UUID.nameUUIDFromBytes("demitasse".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        UUID.fromString("1-2-3-4-5").hashCode(),
                        new UUID(1L << 44, 2).compareTo(new UUID(1, 2)),
                        UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6").timestamp()));
        checks.check(
                "uuid-random",
                () -> List.of(
                        UUID.randomUUID().version(),
                        UUID.randomUUID().variant(),
                        UUID.randomUUID().equals(UUID.randomUUID())));
        checks.check("uuid-wrong", () -> UUID.fromString("not-a-uuid"));
        checks.check(
                "currency",
                () -> List.of(
                        java.util.Currency.getInstance("EUR").getDefaultFractionDigits(),
                        java.util.Currency.getInstance("JPY").getNumericCode(),
                        java.util.Currency.getInstance(java.util.Locale.GERMANY)));
        checks.check("scanner", () -> {
            try (var scanner = new java.util.Scanner("12 3.5 word 0xFF\nrest of line\n")) {
                scanner.useLocale(java.util.Locale.ROOT);
                return List.of(
                        scanner.nextInt(),
                        scanner.nextDouble(),
                        scanner.next(),
                        scanner.next("0x.."),
                        scanner.nextLine(),
                        scanner.nextLine(),
                        scanner.hasNext());
            }
        });
        checks.check("scanner-mismatch", () -> new java.util.Scanner("abc").nextInt());
        checks.check("properties", () -> {
            var properties = new java.util.Properties();
            properties.load(new java.io.StringReader(
                    "# comment\nkey = value with \\\n   continuation\nuni=\\u00e9\n!x\ncolon: a=b\n"));
            return new TreeMap<>(properties);
        });
        checks.check("properties-store", () -> {
            var properties = new java.util.Properties();
            properties.setProperty("key with space", "é\n=");
            var out = new java.io.ByteArrayOutputStream();
            properties.store(out, null);
            return out.toString(java.nio.charset.StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        });
        checks.check("timer", () -> {
            var ticks = new java.util.concurrent.CountDownLatch(3);
            var timer = new java.util.Timer(true);
            timer.schedule(
                    new java.util.TimerTask() {
                        @Override
                        public void run() {
                            ticks.countDown();
                        }
                    },
                    5,
                    5);
            boolean came = ticks.await(10, java.util.concurrent.TimeUnit.SECONDS);
            timer.cancel();
            return came;
        });
        checks.check(
                "locale",
                () -> List.of(
                        java.util.Locale.forLanguageTag("de-CH-u-nu-latn"),
                        java.util.Locale.of("sr", "RS").toLanguageTag(),
                        java.util.Locale.FRANCE.getISO3Country(),
                        new java.util.Locale.Builder()
                                .setLanguage("zh")
                                .setScript("Hant")
                                .build()));
    }
}
