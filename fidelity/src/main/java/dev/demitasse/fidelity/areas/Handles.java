package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/** {@code java.lang.invoke}. */
public final class Handles {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    @SuppressWarnings("unused") // Used by handles.
    private int field = 3;

    private static final VarHandle FIELD;
    private static final VarHandle ARRAY = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle BYTES = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    static {
        try {
            FIELD = LOOKUP.findVarHandle(Handles.class, "field", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Handles() {}

    private static String join(String a, int b) {
        return a + ":" + b;
    }

    private String member(String a) {
        return a + field;
    }

    /** Runs them. */
    public static void run(Checks checks) {
        methodHandles(checks);
        varHandles(checks);
    }

    private static MethodHandle join() throws ReflectiveOperationException {
        return LOOKUP.findStatic(Handles.class, "join", MethodType.methodType(String.class, String.class, int.class));
    }

    private static Object invoke(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void methodHandles(Checks checks) {
        checks.check("static", () -> invoke(join(), "x", 1));
        checks.check("invoke-exact", () -> {
            try {
                return (String) join().invokeExact("y", 2);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
        checks.check("invoke-exact-wrong", () -> {
            try {
                return (Object) join().invokeExact("y", 2);
            } catch (java.lang.invoke.WrongMethodTypeException e) {
                return e.getMessage();
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
        checks.check(
                "virtual",
                () -> invoke(
                        LOOKUP.findVirtual(Handles.class, "member", MethodType.methodType(String.class, String.class)),
                        new Handles(),
                        "m"));
        checks.check(
                "constructor",
                () -> invoke(
                                LOOKUP.findConstructor(
                                        StringBuilder.class, MethodType.methodType(void.class, String.class)),
                                "built")
                        .toString());
        checks.check("getter", () -> invoke(LOOKUP.findGetter(Handles.class, "field", int.class), new Handles()));
        checks.check(
                "library-method",
                () -> invoke(
                        LOOKUP.findVirtual(String.class, "concat", MethodType.methodType(String.class, String.class)),
                        "a",
                        "b"));
        checks.check("missing", () -> LOOKUP.findStatic(Handles.class, "absent", MethodType.methodType(void.class)));
        checks.check("bind", () -> invoke(join().bindTo("bound"), 7));
        checks.check("insert", () -> invoke(MethodHandles.insertArguments(join(), 1, 42), "inserted"));
        checks.check("drop", () -> invoke(MethodHandles.dropArguments(join(), 0, Object.class), new Object(), "d", 1));
        checks.check(
                "permute",
                () -> invoke(
                        MethodHandles.permuteArguments(
                                join(), MethodType.methodType(String.class, int.class, String.class), 1, 0),
                        5,
                        "p"));
        checks.check(
                "filter",
                () -> invoke(
                        MethodHandles.filterReturnValue(
                                join(), LOOKUP.findVirtual(String.class, "length", MethodType.methodType(int.class))),
                        "four",
                        1));
        checks.check("guard", () -> {
            MethodHandle test = LOOKUP.findVirtual(String.class, "isEmpty", MethodType.methodType(boolean.class));
            MethodHandle yes =
                    MethodHandles.dropArguments(MethodHandles.constant(String.class, "empty"), 0, String.class);
            MethodHandle no = MethodHandles.identity(String.class);
            MethodHandle guarded = MethodHandles.guardWithTest(test, yes, no);
            return List.of(invoke(guarded, ""), invoke(guarded, "full"));
        });
        checks.check(
                "as-type",
                () -> invoke(
                        join().asType(MethodType.methodType(Object.class, Object.class, short.class)), "t", (short) 3));
        checks.check("spreader", () -> invoke(join().asSpreader(Object[].class, 2), (Object) new Object[] {"s", 9}));
        checks.check(
                "collector",
                () -> invoke(
                        LOOKUP.findStatic(
                                        java.util.Arrays.class,
                                        "toString",
                                        MethodType.methodType(String.class, int[].class))
                                .asCollector(int[].class, 3),
                        1,
                        2,
                        3));
        checks.check("catch", () -> {
            MethodHandle parse =
                    LOOKUP.findStatic(Integer.class, "parseInt", MethodType.methodType(int.class, String.class));
            MethodHandle fallback = MethodHandles.dropArguments(
                    MethodHandles.constant(int.class, -1), 0, NumberFormatException.class, String.class);
            MethodHandle safe = MethodHandles.catchException(parse, NumberFormatException.class, fallback);
            return List.of(invoke(safe, "12"), invoke(safe, "x"));
        });
        checks.check(
                "array-element",
                () -> invoke(MethodHandles.arrayElementGetter(String[].class), new String[] {"a", "b"}, 1));
        checks.check("unreflect", () -> invoke(LOOKUP.unreflect(String.class.getMethod("trim")), " u "));
        checks.check(
                "method-type",
                () -> List.of(
                        MethodType.methodType(int.class, String.class, long[].class)
                                .toMethodDescriptorString(),
                        MethodType.genericMethodType(2),
                        MethodType.methodType(void.class).wrap()));
        checks.check("type-of-handle", () -> join().type() + " " + join().isVarargsCollector());
    }

    private static void varHandles(Checks checks) {
        checks.check("field", () -> {
            var target = new Handles();
            FIELD.setVolatile(target, 10);
            int before = (int) FIELD.getAndAdd(target, 5);
            boolean swapped = FIELD.compareAndSet(target, 15, 20);
            return List.of(
                    before, swapped, (int) FIELD.getAcquire(target), (int) FIELD.compareAndExchange(target, 1, 2));
        });
        checks.check("array", () -> {
            int[] array = new int[3];
            ARRAY.setRelease(array, 1, 9);
            return List.of((int) ARRAY.getAndBitwiseOr(array, 1, 6), array[1], (int) ARRAY.getOpaque(array, 2));
        });
        checks.check("array-outside", () -> (int) ARRAY.get(new int[3], 3));
        checks.check("byte-view", () -> {
            byte[] bytes = new byte[6];
            BYTES.set(bytes, 1, 0x01020304);
            return java.util.HexFormat.of().formatHex(bytes) + (int) BYTES.get(bytes, 2);
        });
        checks.check("byte-view-outside", () -> (int) BYTES.get(new byte[6], 3));
        checks.check(
                "describe",
                () -> List.of(
                        FIELD.varType(),
                        FIELD.coordinateTypes(),
                        FIELD.isAccessModeSupported(VarHandle.AccessMode.GET_AND_ADD),
                        BYTES.isAccessModeSupported(VarHandle.AccessMode.GET_AND_ADD)));
        checks.action("fences", () -> {
            VarHandle.acquireFence();
            VarHandle.fullFence();
        });
    }
}
