package dev.demitasse.toolchain.agent;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.util.ListResourceBundle;
import java.util.Objects;
import java.util.ResourceBundle;

/** Reaches by name, in each of the ways there are. Stateless. */
public final class Subject {
    private Subject() {}

    /** Does it all. */
    public static void main(String[] arguments) throws Exception {
        String here = Subject.class.getName() + "$";
        Class<?> named = Class.forName(here + "Named");
        Class.forName(here + "Initialized", true, Subject.class.getClassLoader());
        Subject.class.getClassLoader().loadClass(here + "Loaded");
        Objects.requireNonNull(Queried.class.getDeclaredMethods());

        Object called = Called.class.getConstructor(int.class).newInstance(1);
        Called.class.getMethod("add", int.class, String[].class).invoke(called, 2, new String[0]);
        Called.class.getMethod("notCalled");
        Called.class.getField("sum").getInt(called);

        MethodHandles.Lookup lookup = MethodHandles.lookup();
        lookup.findStatic(Handled.class, "twice", MethodType.methodType(int.class, int.class));
        lookup.findVarHandle(Handled.class, "value", int.class);

        Objects.requireNonNull(Array.newInstance(named, 3));
        Class<?>[] interfaces = {Greeter.class, Runnable.class};
        Proxy.newProxyInstance(Subject.class.getClassLoader(), interfaces, (_, _, _) -> null);

        try (var out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            out.writeObject(new Stored(4));
        }
        ResourceBundle.getBundle(here + "Words");
        Runnable end = () -> System.out.println("do" + (arguments.length == 0 ? "ne" : arguments[0]));
        end.run();
    }

    /** Asked for by its name. */
    public static final class Named {}

    /** Asked for with a loader. */
    public static final class Initialized {}

    /** Asked for at a loader. */
    public static final class Loaded {}

    /** Asked for its members. */
    public static final class Queried {}

    /** Used by reflection. */
    public static final class Called {
        /** Read by reflection. */
        public int sum;

        /** Called by reflection. */
        public Called(int sum) {
            this.sum = sum;
        }

        /** Called by reflection. */
        public void add(int more, String... names) {
            sum += more + names.length;
        }

        /** Only asked for. */
        public void notCalled() {}
    }

    /** Used by handles. */
    static final class Handled {
        int value;

        static int twice(int number) {
            return 2 * number;
        }
    }

    /** What a proxy is. */
    interface Greeter {
        String greet();
    }

    /** Written as an object. */
    record Stored(int number) implements Serializable {}

    /** A bundle that is a class. */
    public static final class Words extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"yes", "ja"}};
        }
    }
}
