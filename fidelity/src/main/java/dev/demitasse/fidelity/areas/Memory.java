package dev.demitasse.fidelity.areas;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.demitasse.fidelity.Checks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Memory segments, arenas and buffers. */
public final class Memory {
    private static final MemoryLayout POINT = MemoryLayout.structLayout(JAVA_INT.withName("x"), JAVA_INT.withName("y"));

    private Memory() {}

    /** Runs them. */
    public static void run(Checks checks) {
        segments(checks);
        arenas(checks);
        buffers(checks);
    }

    private static void segments(Checks checks) {
        checks.check("segment-get-set", () -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment segment = arena.allocate(16, 8);
                segment.set(JAVA_LONG, 8, 0x0102030405060708L);
                return List.of(
                        segment.byteSize(),
                        segment.get(JAVA_BYTE, 8),
                        segment.get(JAVA_SHORT_UNALIGNED, 9),
                        segment.get(JAVA_INT, 0));
            }
        });
        checks.check("segment-outside", () -> {
            try (Arena arena = Arena.ofConfined()) {
                return arena.allocate(8).get(JAVA_INT, 6);
            } catch (IndexOutOfBoundsException e) {
                return without(e);
            }
        });
        checks.check("segment-misaligned", () -> {
            try {
                return MemorySegment.ofArray(new byte[8]).get(JAVA_INT, 0);
            } catch (IllegalArgumentException e) {
                return "" + without(e);
            }
        });
        checks.check("segment-strings", () -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment text = arena.allocateFrom("h\u00e9llo");
                return List.of(
                        text.byteSize(), text.getString(0), text.asSlice(1, 2).toArray(JAVA_BYTE));
            }
        });
        checks.check("segment-copy", () -> {
            MemorySegment heap = MemorySegment.ofArray(new int[] {1, 2, 3, 4});
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment copy = arena.allocate(16, 4).copyFrom(heap);
                MemorySegment.copy(copy, 4, copy, 0, 8);
                return List.of(copy.toArray(JAVA_INT), heap.mismatch(copy));
            }
        });
        checks.check(
                "segment-fill",
                () -> MemorySegment.ofArray(new byte[5]).fill((byte) 7).toArray(JAVA_BYTE));
        checks.check("segment-read-only", () -> {
            MemorySegment.ofArray(new byte[4]).asReadOnly().set(JAVA_BYTE, 0, (byte) 1);
            return "written";
        });
        checks.check(
                "segment-elements",
                () -> MemorySegment.ofArray(new int[] {1, 2, 3})
                        .elements(JAVA_INT)
                        .mapToInt(s -> s.get(JAVA_INT, 0))
                        .sum());
        checks.check(
                "layout",
                () -> List.of(
                        POINT.byteSize(),
                        POINT,
                        POINT.byteOffset(MemoryLayout.PathElement.groupElement("y")),
                        MemoryLayout.sequenceLayout(4, POINT).byteSize()));
        checks.check("layout-handle", () -> {
            try (Arena arena = Arena.ofConfined()) {
                VarHandle y = POINT.varHandle(MemoryLayout.PathElement.groupElement("y"));
                MemorySegment point = arena.allocate(POINT);
                y.set(point, 0L, 77);
                return (int) y.get(point, 0L) + point.get(JAVA_INT, 4);
            }
        });
        checks.check("layout-path-wrong", () -> POINT.byteOffset(MemoryLayout.PathElement.groupElement("z")));
        checks.check("layout-padding", () -> MemoryLayout.structLayout(JAVA_BYTE, JAVA_INT));
        checks.check("slicing-allocator", () -> {
            try (Arena arena = Arena.ofConfined()) {
                SegmentAllocator slices = SegmentAllocator.slicingAllocator(arena.allocate(16));
                slices.allocate(10);
                return slices.allocate(10);
            } catch (IndexOutOfBoundsException e) {
                return without(e);
            }
        });
        checks.check("big-endian", () -> {
            try (Arena arena = Arena.ofConfined()) {
                return arena.allocateFrom(JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), 1, 256)
                        .toArray(JAVA_BYTE);
            }
        });
        checks.check(
                "linker",
                () -> java.lang.foreign.Linker.nativeLinker().getClass().isInterface());
        checks.check(
                "address-layout",
                () -> ValueLayout.ADDRESS.byteSize() + " " + MemorySegment.NULL.equals(MemorySegment.ofAddress(0)));
    }

    /** The message without the segment, whose address is another each time. */
    private static String without(RuntimeException e) {
        return ("" + e.getMessage()).replaceAll("MemorySegment\\{.*?\\}", "S");
    }

    private static void arenas(Checks checks) {
        checks.check("arena-closed", () -> {
            MemorySegment segment;
            try (Arena arena = Arena.ofConfined()) {
                segment = arena.allocate(8);
            }
            return segment.get(JAVA_BYTE, 0);
        });
        checks.check("arena-confined", () -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment segment = arena.allocate(8);
                Object[] seen = new Object[1];
                Thread.ofPlatform()
                        .name("other")
                        .start(() -> {
                            try {
                                segment.set(JAVA_BYTE, 0, (byte) 1);
                            } catch (WrongThreadException e) {
                                seen[0] = e.getClass();
                            }
                        })
                        .join();
                return String.valueOf(seen[0]);
            }
        });
        checks.check("arena-shared", () -> {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment segment = arena.allocate(8);
                Thread.ofPlatform()
                        .start(() -> segment.set(JAVA_BYTE, 0, (byte) 9))
                        .join();
                return segment.get(JAVA_BYTE, 0);
            }
        });
        checks.check("arena-shared-closed", () -> {
            Arena arena = Arena.ofShared();
            MemorySegment segment = arena.allocate(8);
            arena.close();
            return List.of(segment.scope().isAlive(), arena.scope().isAlive());
        });
        checks.check("arena-auto", () -> Arena.ofAuto().allocate(100).byteSize());
        checks.check("arena-global-close", () -> {
            Arena.global().close();
            return "closed";
        });
        checks.check("arena-negative", () -> {
            try (Arena arena = Arena.ofConfined()) {
                return arena.allocate(-1);
            }
        });
    }

    private static void buffers(Checks checks) {
        checks.check("heap-buffer", () -> {
            ByteBuffer buffer =
                    ByteBuffer.allocate(10).put((byte) 1).putInt(0x01020304).putShort(7, (short) 9);
            return List.of(buffer, buffer.flip().remaining(), buffer.array());
        });
        checks.check("direct-buffer", () -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(1)
                    .putDouble(1.5);
            buffer.flip().getLong();
            return List.of(buffer.isDirect(), buffer.getDouble(), buffer.hasArray(), buffer.position());
        });
        checks.check("direct-many", () -> {
            long sum = 0;
            for (int i = 0; i < 300; i++) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
                buffer.putInt(1 << 19, i);
                sum += buffer.getInt(1 << 19);
            }
            return sum;
        });
        checks.check("underflow", () -> ByteBuffer.allocate(2).getInt());
        checks.check("overflow", () -> ByteBuffer.allocate(2).putInt(1));
        checks.check("index", () -> ByteBuffer.allocate(4).getInt(2));
        checks.check(
                "read-only",
                () -> ByteBuffer.wrap(new byte[2]).asReadOnlyBuffer().put((byte) 1));
        checks.check("slice-duplicate", () -> {
            ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5}).position(2);
            ByteBuffer slice = buffer.slice();
            slice.put(0, (byte) 99);
            return List.of(
                    slice,
                    buffer.get(2),
                    buffer.duplicate().rewind(),
                    buffer.slice(1, 3).arrayOffset());
        });
        checks.check("compact", () -> {
            ByteBuffer buffer =
                    ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(2).compact();
            return List.of(buffer, buffer.array());
        });
        checks.check("views", () -> {
            IntBuffer ints = ByteBuffer.allocate(9).asIntBuffer().put(5).put(6);
            return List.of(
                    ints,
                    ByteBuffer.wrap("\0a\0b".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                            .asCharBuffer(),
                    CharBuffer.wrap("abc").subSequence(1, 2));
        });
        checks.check(
                "compare",
                () -> List.of(
                        ByteBuffer.wrap(new byte[] {1, 2}).compareTo(ByteBuffer.wrap(new byte[] {1, 3})),
                        ByteBuffer.wrap(new byte[] {1, 2})
                                .equals(ByteBuffer.allocateDirect(2)
                                        .put((byte) 1)
                                        .put((byte) 2)
                                        .flip()),
                        ByteBuffer.wrap(new byte[] {1, 2}).hashCode(),
                        ByteBuffer.wrap(new byte[] {1, 2, 3}).mismatch(ByteBuffer.wrap(new byte[] {1, 2}))));
        checks.check("bulk", () -> {
            byte[] target = new byte[3];
            ByteBuffer.wrap(new byte[] {9, 8, 7, 6}).get(1, target);
            return List.of(target, ByteBuffer.allocate(4).put(0, target).array());
        });
        checks.check(
                "mark",
                () -> ByteBuffer.allocate(4)
                        .position(2)
                        .mark()
                        .position(3)
                        .reset()
                        .position());
        checks.check("mark-missing", () -> ByteBuffer.allocate(4).reset());
        checks.check("limit-wrong", () -> ByteBuffer.allocate(4).limit(5));
        checks.check(
                "alignment",
                () -> ByteBuffer.allocateDirect(64).alignedSlice(16).capacity() >= 48);
        checks.check("sum-of-direct-ints", () -> {
            IntBuffer ints = ByteBuffer.allocateDirect(400)
                    .order(ByteOrder.nativeOrder())
                    .asIntBuffer();
            IntStream.range(0, 100).forEach(i -> ints.put(i, i));
            return IntStream.range(0, 100).map(ints::get).sum();
        });
        checks.check("native-order", ByteOrder::nativeOrder);
    }
}
