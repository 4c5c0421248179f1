package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the compiler of Java makes of the language: records, enums, sealed types, patterns, lambdas, inner classes. */
public final class Language {
    private Language() {}

    private sealed interface Shape permits Circle, Square, Group {}

    private record Circle(double radius) implements Shape {}

    private record Square(double side) implements Shape {
        Square {
            if (side < 0) {
                throw new IllegalArgumentException("side " + side + " is negative");
            }
        }
    }

    private record Group(Shape first, @Nullable Shape second) implements Shape {}

    private record Pair<A, B>(A first, B second) {}

    private record Numbers(byte b, char c, double d, float f, int[] array) {}

    private enum Planet {
        MERCURY(3.3e23) {
            @Override
            String note() {
                return "closest";
            }
        },
        EARTH(5.97e24);

        final double mass;

        Planet(double mass) {
            this.mass = mass;
        }

        String note() {
            return "other";
        }
    }

    /** Runs them. */
    public static void run(Checks checks) {
        records(checks);
        patterns(checks);
        enums(checks);
        lambdas(checks);
        classes(checks);
    }

    private static void records(Checks checks) {
        checks.check("record-to-string", () -> new Group(new Circle(1.5), new Square(2)));
        checks.check(
                "record-equals",
                () -> List.of(
                        new Circle(0.0).equals(new Circle(-0.0)),
                        new Circle(Double.NaN).equals(new Circle(Double.NaN)),
                        new Group(new Circle(1), null).equals(new Group(new Circle(1), null))));
        checks.check(
                "record-hash",
                () -> List.of(
                        new Pair<>("a", 1).hashCode(),
                        new Circle(2.5).hashCode(),
                        new Pair<>("x", List.of(1, 2)).hashCode()));
        checks.check("record-constructor-checks", () -> new Square(-1));
        checks.check("record-array", () -> {
            int[] array = {1};
            return new Numbers((byte) 1, 'c', 2, 3, array).equals(new Numbers((byte) 1, 'c', 2, 3, array));
        });
        checks.check("record-local", () -> {
            record Point(int x, int y) {
                Point moved(int by) {
                    return new Point(x + by, y + by);
                }
            }
            return new Point(1, 2).moved(3);
        });
    }

    private static String describe(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case Circle(double radius) when radius > 10 -> "large circle";
            case Circle(var radius) -> "circle " + radius;
            case Group(Circle(var a), Square(var b)) -> "circle and square " + (a + b);
            case Group group -> "group of " + describe(group.first()) + " and " + describe(group.second());
            case Integer i when i > 100 -> "large number";
            case Integer i -> "number " + i;
            case String s -> "text of " + s.length();
            case int[] array -> "array of " + array.length;
            case Planet planet -> "planet " + planet.name();
            case Enum<?> other -> "enum " + other;
            default -> "something " + value;
        };
    }

    private static double area(Shape shape) {
        return switch (shape) {
            case Circle circle -> circle.radius();
            case Square square -> square.side() * square.side();
            case Group(var first, var second) -> area(first) + (second == null ? 0 : area(second));
        };
    }

    private static void patterns(Checks checks) {
        List<Object> values = List.of(
                new Circle(11),
                new Circle(2),
                new Group(new Circle(1), new Square(2)),
                new Group(new Square(1), null),
                5,
                500,
                "text",
                new int[3],
                Planet.EARTH,
                Thread.State.NEW,
                2L);
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            checks.check("pattern-" + i, () -> describe(value));
        }
        checks.check("pattern-null", () -> describe(null));
        checks.check("sealed-switch", () -> area(new Group(new Square(3), new Circle(1))));
        checks.check(
                "string-switch",
                () -> List.of("Aa", "BB", "C#", "Bb").stream()
                        .map(s -> switch (s) {
                            case "Aa" -> 1;
                            case "BB" -> 2;
                            case "C#", "Bb" -> 3;
                            default -> 0;
                        })
                        .toList());
        checks.check("switch-yield", () -> {
            int sum = 0;
            for (int i = 0; i < 5; i++) {
                sum += switch (i) {
                    case 0, 1:
                        yield 10;
                    case 2:
                        yield 20;
                    default: {
                        int x = i * 2;
                        yield x;
                    }
                };
            }
            return sum;
        });
        checks.check("instanceof-scope", () -> {
            Object value = "hello";
            return !(value instanceof String s)
                    ? "no"
                    : s.length() > 3 && value instanceof CharSequence c ? c.charAt(1) : 'x';
        });
        checks.check("labelled-break", () -> {
            int steps = 0;
            outer:
            for (int i = 0; i < 10; i++) {
                for (int j = 0; j < 10; j++) {
                    if (j == 3) {
                        continue outer;
                    }
                    if (i == 3) {
                        break outer;
                    }
                    steps++;
                }
            }
            return steps;
        });
    }

    private static void enums(Checks checks) {
        checks.check(
                "enum-values",
                () -> List.of(Planet.values()).stream()
                        .map(p -> p + " " + p.ordinal() + " " + p.note() + " " + p.mass)
                        .toList());
        checks.check(
                "enum-class",
                () -> List.of(Planet.MERCURY.getDeclaringClass(), Planet.MERCURY.getClass() == Planet.class));
        checks.check("enum-map", () -> {
            var map = new EnumMap<Planet, Integer>(Planet.class);
            map.put(Planet.EARTH, 1);
            map.put(Planet.MERCURY, 2);
            return map.toString();
        });
        checks.check("enum-set", () -> EnumSet.complementOf(EnumSet.of(Thread.State.NEW, Thread.State.BLOCKED)));
        checks.check(
                "enum-describe",
                () -> Planet.EARTH.describeConstable().orElseThrow().constantName());
        checks.check("enum-value-of-null", () -> Planet.valueOf(null));
    }

    private static void lambdas(Checks checks) {
        checks.check("compose", () -> {
            Function<Integer, Integer> twice = x -> x * 2;
            return twice.andThen(x -> x + 1).compose((Integer x) -> x - 3).apply(10);
        });
        checks.check("method-references", () -> {
            Supplier<List<String>> constructor = ArrayList::new;
            BiFunction<String, Integer, Character> charAt = String::charAt;
            IntBinaryOperator max = Math::max;
            Function<Integer, int[]> array = int[]::new;
            return List.of(constructor.get(), charAt.apply("abc", 1), max.applyAsInt(3, 4), array.apply(5).length);
        });
        checks.check("comparators", () -> {
            var list = new ArrayList<>(List.of(new Pair<>("b", 2), new Pair<>("a", 2), new Pair<>("c", 1)));
            list.sort(Comparator.comparing((Pair<String, Integer> p) -> p.second())
                    .reversed()
                    .thenComparing(Pair::first));
            return list.stream().map(Pair::first).toList();
        });
        checks.check("captures", () -> {
            var suppliers = new ArrayList<Supplier<Integer>>();
            for (int i = 0; i < 3; i++) {
                int captured = i * i;
                suppliers.add(() -> captured);
            }
            return suppliers.stream().map(Supplier::get).toList();
        });
        checks.check("intersection-lambda", () -> {
            var task = (Runnable & java.io.Serializable) () -> {};
            return task instanceof java.io.Serializable;
        });
        checks.check("varargs", () -> List.of(count(), count("a"), count("a", "b"), count((Object[]) new String[3])));
    }

    private static int count(Object... values) {
        return values.length;
    }

    private interface Greeting {
        default String greet() {
            return "hello " + name();
        }

        String name();

        static Greeting of(String name) {
            return () -> name;
        }
    }

    private static class Base {
        final String seen;

        Base() {
            seen = "base sees " + overridden();
        }

        String overridden() {
            return "base";
        }

        static String hidden() {
            return "base";
        }
    }

    private static final class Derived extends Base {
        private String field = "set";

        @Override
        String overridden() {
            return "derived " + field;
        }

        @Override
        protected Derived clone() {
            return this;
        }
    }

    private static void classes(Checks checks) {
        checks.check("default-method", () -> Greeting.of("you").greet());
        checks.check("constructor-order", () -> new Derived().seen + ", then " + new Derived().overridden());
        checks.check(
                "anonymous",
                () -> new Base() {
                    @Override
                    String overridden() {
                        return "anonymous";
                    }
                }.seen);
        checks.check("array-clone", () -> {
            int[][] grid = {{1}, {2}};
            int[][] copy = grid.clone();
            copy[0][0] = 9;
            copy[1] = new int[] {8};
            return java.util.Arrays.deepToString(grid);
        });
        checks.check(
                "clone-unsupported",
                () -> new Object() {
                    Object copy() throws CloneNotSupportedException {
                        return clone();
                    }
                }.copy());
        checks.check("integer-cache", () -> {
            Integer a = 1000;
            int b = 1000;
            return a == b && a.equals(b);
        });
        checks.check("compound-assignment", () -> {
            byte b = 10;
            b += 100;
            char c = 'a';
            c++;
            int i = 5;
            i = i++ + ++i;
            return List.of(b, c, i, 7 >> 1 + 1, -5 % 3);
        });
        checks.check("string-switch-on-hash", () -> "polygenelubricants".hashCode());
        checks.check(
                "class-names",
                () -> List.of(
                        Derived.class.getName(),
                        Derived.class.getSimpleName(),
                        int[][].class.getName(),
                        Shape.class.getTypeName(),
                        Runnable.class.descriptorString()));
        checks.check("anonymous-name", () -> new Base() {}.getClass().isAnonymousClass());
        checks.check(
                "modules",
                () -> List.of(
                        String.class.getModule(), Language.class.getModule().isNamed(), List.class.getPackageName()));
    }
}
