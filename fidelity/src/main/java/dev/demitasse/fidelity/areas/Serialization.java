package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serialization of types that the application's metadata names. */
public final class Serialization {
    private Serialization() {}

    /** A class with a transient field and methods of its own. */
    public static final class Account implements Serializable {
        @Serial
        private static final long serialVersionUID = 42;

        private final String owner;
        private final transient int secret;
        private int restored;
        private @Nullable Account other;

        Account(String owner, int secret) {
            this.owner = owner;
            this.secret = secret;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(owner.length());
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            restored = in.readInt();
        }

        @Override
        public String toString() {
            return owner + " " + secret + " " + restored + (other == this ? " itself" : "");
        }
    }

    /** A record, which is made by its constructor. */
    public record Range(int from, int to) implements Serializable {
        /** Checks. */
        public Range {
            if (from > to) {
                throw new IllegalArgumentException(from + " > " + to);
            }
        }
    }

    /** One of a kind. */
    public static final class Single implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        static final Single INSTANCE = new Single();

        @Serial
        private Object readResolve() {
            return INSTANCE;
        }
    }

    /** Writes itself. */
    public static final class Own implements Externalizable {
        @Serial
        private static final long serialVersionUID = 1;

        private String text = "";

        /** For reading. */
        public Own() {}

        Own(String text) {
            this.text = text;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeUTF(text);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            text = in.readUTF();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class Plain {}

    private static byte[] written(Object value) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    /** Runs them. */
    public static void run(Checks checks) {
        checks.check("object", () -> read(written(new Account("me", 7))));
        checks.check("bytes", () -> written(new Account("me", 7)));
        checks.check("cycle", () -> {
            var account = new Account("me", 7);
            account.other = account;
            return read(written(account));
        });
        checks.check("record", () -> read(written(new Range(1, 5))));
        checks.check("record-checks", () -> {
            byte[] bytes = written(new Range(1, 5));
            bytes[bytes.length - 5] = 9;
            try {
                return read(bytes);
            } catch (InvalidObjectException e) {
                return e.getMessage() + " " + e.getCause();
            }
        });
        checks.check("resolve", () -> read(written(Single.INSTANCE)) == Single.INSTANCE);
        checks.check("external", () -> read(written(new Own("text \u00e9"))));
        checks.check(
                "collections",
                () -> read(written(new ArrayList<>(List.of("a", 1, 2.5)))) + ""
                        + read(written(new LinkedHashMap<>(Map.of("k", List.of(1)))))
                        + read(written(new HashMap<>(Map.of(1, "x")))));
        checks.check(
                "arrays",
                () -> List.of((int[]) read(written(new int[] {1, 2})), (String[]) read(written(new String[] {"a"}))));
        checks.check("shared", () -> {
            var list = new ArrayList<Object>();
            var shared = new ArrayList<>(List.of("s"));
            list.add(shared);
            list.add(shared);
            List<?> copy = (List<?>) read(written(list));
            return copy.get(0) == copy.get(1);
        });
        checks.check("exception", () -> {
            var copy = (IllegalStateException)
                    read(written(new IllegalStateException("thrown", new RuntimeException("cause"))));
            return List.of(copy.getMessage(), copy.getCause().getMessage(), copy.getStackTrace().length > 0);
        });
        checks.check("enum", () -> read(written(Thread.State.BLOCKED)) == Thread.State.BLOCKED);
        checks.check("not-serializable", () -> written(new Plain()));
        checks.check("filter", () -> {
            try (var in = new ObjectInputStream(new ByteArrayInputStream(written(new Range(1, 2))))) {
                in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("!dev.demitasse.fidelity.**"));
                return in.readObject();
            }
        });
        checks.check("corrupt", () -> read(new byte[] {1, 2, 3, 4, 5}));
        checks.check("truncated", () -> {
            byte[] bytes = written(new Range(1, 2));
            return read(java.util.Arrays.copyOf(bytes, bytes.length - 3));
        });
        checks.check("unknown-class", () -> {
            byte[] bytes = written(new Range(1, 2));
            String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .replace("Serialization$Range", "Serialization$Rangf");
            return read(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        });
        checks.check(
                "descriptor",
                () -> List.of(
                        ObjectStreamClass.lookup(Account.class).getSerialVersionUID(),
                        ObjectStreamClass.lookup(Account.class).getFields().length,
                        "" + ObjectStreamClass.lookup(Plain.class)));
        checks.check(
                "dates",
                () -> read(written(java.time.LocalDate.of(2024, 2, 29))) + ""
                        + read(written(java.time.Duration.ofSeconds(5))));
        checks.check(
                "big-numbers",
                () -> read(written(new java.math.BigDecimal("1.50"))) + ""
                        + read(written(java.math.BigInteger.TEN.pow(30))));
    }
}
