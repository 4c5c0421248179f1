package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Primitive numbers, {@code java.math}, random numbers from seeds. */
public final class Numbers {
    private static final double[] SAMPLES = {0.1, -2.5, 1e-9, 1234.5678, Math.PI, 1e300, Double.MIN_VALUE};

    private Numbers() {}

    /** Runs them. */
    public static void run(Checks checks) {
        integers(checks);
        floats(checks);
        functions(checks);
        big(checks);
        random(checks);
    }

    private static void integers(Checks checks) {
        checks.check(
                "parse-int",
                () -> List.of(
                        Integer.parseInt("-2147483648"),
                        Integer.parseInt("+7f", 16),
                        Integer.parseUnsignedInt("4294967295")));
        for (String wrong : List.of("", "2147483648", "0x10", "1_000", " 1")) {
            checks.check("parse-int-wrong-" + wrong.length(), () -> Integer.parseInt(wrong));
        }
        checks.check("parse-null", () -> Integer.parseInt(null));
        checks.check("decode", () -> List.of(Integer.decode("-0x1F"), Long.decode("#ff"), Short.decode("010")));
        checks.check(
                "to-string-radix",
                () -> List.of(
                        Integer.toString(-255, 36),
                        Long.toHexString(-1L),
                        Integer.toBinaryString(10),
                        Long.toUnsignedString(-1)));
        checks.check(
                "overflow",
                () -> List.of(
                        Integer.MAX_VALUE + 1,
                        Long.MIN_VALUE - 1,
                        Math.abs(Integer.MIN_VALUE),
                        (byte) 200,
                        (short) 70000,
                        (char) -1));
        checks.check("exact-add", () -> Math.addExact(Integer.MAX_VALUE, 1));
        checks.check("exact-multiply", () -> Math.multiplyExact(Long.MAX_VALUE, 2L));
        checks.check("exact-to-int", () -> Math.toIntExact(1L << 40));
        checks.check("exact-divide", () -> Math.divideExact(Integer.MIN_VALUE, -1));
        checks.check("divide-by-zero", () -> 1 / Integer.parseInt("0"));
        checks.check("remainder-by-zero", () -> 1L % Long.parseLong("0"));
        checks.check(
                "floor",
                () -> List.of(
                        Math.floorDiv(-7, 2),
                        Math.floorMod(-7, 2),
                        -7 / 2,
                        -7 % 2,
                        Math.ceilDiv(7, 2),
                        Math.ceilMod(-7, 3)));
        checks.check(
                "bits",
                () -> List.of(
                        Integer.bitCount(0xF0F0),
                        Long.numberOfLeadingZeros(1),
                        Integer.numberOfTrailingZeros(8),
                        Integer.reverse(1),
                        Integer.reverseBytes(0x01020304),
                        Integer.rotateLeft(0x80000001, 1),
                        Long.highestOneBit(100)));
        checks.check(
                "compress-expand",
                () -> List.of(Integer.compress(0xABCD, 0xF0F0), Integer.expand(0xAC, 0xF0F0), Long.expand(7, 0x8888)));
        checks.check("shifts", () -> List.of(1 << 33, 1L << 65, -8 >> 1, -8 >>> 28, -8L >>> 60));
        checks.check(
                "unsigned",
                () -> List.of(
                        Integer.divideUnsigned(-1, 10),
                        Long.remainderUnsigned(-1, 10),
                        Integer.compareUnsigned(-1, 1),
                        Integer.toUnsignedLong(-1)));
        checks.check(
                "multiply-high",
                () -> List.of(Math.multiplyHigh(Long.MAX_VALUE, Long.MAX_VALUE), Math.unsignedMultiplyHigh(-1L, -1L)));
        checks.check(
                "boxes",
                () -> List.of(
                        Integer.valueOf(127) == Integer.valueOf(127),
                        Long.valueOf(5).equals(5),
                        Integer.hashCode(-5),
                        Long.hashCode(1L << 33),
                        Boolean.hashCode(true),
                        Double.hashCode(1.5)));
        checks.check("clamp", () -> List.of(Math.clamp(5L, 1, 3), Math.clamp(-1.5, -1.0, 1.0)));
    }

    private static void floats(Checks checks) {
        checks.check(
                "double-to-string",
                () -> List.of(0.1 + 0.2, 1e21, 1e-5, 100.0, 2e-323, 9.007199254740993E15, -0.0, 1.0 / 3));
        checks.check("float-to-string", () -> List.of(0.1f, 1e10f, 3.4028235e38f, 1.4e-45f, 16777217f));
        checks.check(
                "parse-double",
                () -> List.of(
                        Double.parseDouble("0x1.8p1"),
                        Double.parseDouble(" 1e400 "),
                        Double.parseDouble("NaN"),
                        Double.parseDouble("4.9e-324"),
                        Float.parseFloat("1.17549435E-38f")));
        checks.check("parse-double-wrong", () -> Double.parseDouble("1,5"));
        checks.check(
                "hex-string",
                () -> List.of(Double.toHexString(0.1), Float.toHexString(-1.5f), Double.toHexString(Double.MIN_VALUE)));
        checks.check(
                "raw-bits",
                () -> List.of(
                        Double.doubleToLongBits(Double.NaN),
                        Double.doubleToRawLongBits(-0.0),
                        Float.floatToIntBits(1.5f),
                        Float.float16ToFloat((short) 0x3C01),
                        Float.floatToFloat16(0.1f)));
        checks.check(
                "casts",
                () -> List.of((int) Double.NaN, (int) 1e20, (long) -1e30, (int) -0.9, (float) 1e-50, (char) 65.7, (byte)
                        300.5));
        checks.check(
                "compare-doubles",
                () -> List.of(
                        Double.compare(0.0, -0.0),
                        Double.compare(Double.NaN, 1),
                        0.0 == -0.0,
                        Double.valueOf(Double.NaN).equals(Double.NaN)));
        checks.check("division-of-floats", () -> List.of(1 / 0.0, -1 / 0.0, 0 / 0.0, 5.5 % 2, -5.5 % 2, 1e300 * 1e10));
        checks.check(
                "round",
                () -> List.of(
                        Math.round(2.5),
                        Math.round(-2.5),
                        Math.round(0.49999999999999994),
                        Math.rint(2.5),
                        Math.round(Float.NaN),
                        Math.round(1e30)));
        checks.check(
                "ulp",
                () -> List.of(
                        Math.ulp(1.0),
                        Math.nextUp(1.0f),
                        Math.nextAfter(0.0, -1),
                        Math.scalb(1.5, 10),
                        Math.getExponent(1e10),
                        Math.IEEEremainder(5, 3)));
        checks.check("fma", () -> List.of(Math.fma(0.1, 10.0, -1.0), Math.fma(1e20f, 1e20f, 1f)));
    }

    private static void functions(Checks checks) {
        checks.check(
                "strict-sin",
                () -> DoubleStream.of(SAMPLES).map(StrictMath::sin).boxed().toList());
        checks.check(
                "strict-exp-log",
                () -> DoubleStream.of(0.1, 1, 10, 700)
                        .flatMap(x -> DoubleStream.of(StrictMath.exp(x), StrictMath.log(x), StrictMath.log1p(x)))
                        .boxed()
                        .toList());
        checks.check(
                "strict-pow",
                () -> List.of(
                        StrictMath.pow(2, 0.5),
                        StrictMath.cbrt(10),
                        StrictMath.hypot(3, 4.0001),
                        StrictMath.atan2(1, -1),
                        StrictMath.sinh(1),
                        StrictMath.tan(1)));
        checks.check(
                "strict-special",
                () -> List.of(
                        StrictMath.pow(0, 0),
                        StrictMath.pow(Double.NaN, 0),
                        StrictMath.sqrt(-1),
                        StrictMath.log(0),
                        StrictMath.asin(2),
                        StrictMath.atan(Double.POSITIVE_INFINITY)));
        checks.check(
                "sqrt",
                () -> DoubleStream.of(2, 3, 1e-320, 0.25)
                        .map(Math::sqrt)
                        .boxed()
                        .toList());
        checks.check(
                "math-sin",
                () -> DoubleStream.of(SAMPLES)
                        .map(Math::sin)
                        .mapToObj("%.12e"::formatted)
                        .toList());
        checks.check(
                "math-exp-log-pow",
                () -> List.of(
                        "%.12e".formatted(Math.exp(1.1)),
                        "%.12e".formatted(Math.log(10.5)),
                        "%.12e".formatted(Math.pow(1.1, 10.3)),
                        "%.12e".formatted(Math.log10(123)),
                        "%.12e".formatted(Math.cos(1e6)),
                        "%.12e".formatted(Math.tan(1.5))));
        checks.check(
                "math-special",
                () -> List.of(
                        Math.pow(0, 0),
                        Math.pow(-8, 1.0 / 3),
                        Math.sin(Double.POSITIVE_INFINITY),
                        Math.log(-1),
                        Math.exp(1000),
                        Math.pow(2, 10),
                        Math.log10(1000),
                        Math.exp(0)));
        checks.check(
                "angles",
                () -> List.of(Math.toDegrees(Math.PI), Math.toRadians(180), Math.signum(-2.5), Math.copySign(3, -0.0)));
    }

    private static void big(Checks checks) {
        var large = new BigInteger("123456789012345678901234567890");
        checks.check(
                "big-arithmetic",
                () -> List.of(
                        large.multiply(large),
                        large.pow(5).mod(BigInteger.valueOf(1_000_000_007)),
                        large.negate().divideAndRemainder(BigInteger.valueOf(97))));
        checks.check(
                "big-bits",
                () -> List.of(
                        large.bitLength(),
                        large.bitCount(),
                        large.shiftLeft(70).shiftRight(3).toString(16),
                        large.not().and(BigInteger.valueOf(0xFFFF)),
                        large.testBit(5)));
        checks.check(
                "big-number-theory",
                () -> List.of(
                        large.gcd(BigInteger.valueOf(3690)),
                        BigInteger.valueOf(3).modInverse(BigInteger.valueOf(11)),
                        BigInteger.TWO.modPow(large, BigInteger.valueOf(101)),
                        large.sqrt(),
                        BigInteger.valueOf(97).isProbablePrime(20),
                        BigInteger.valueOf(90).nextProbablePrime()));
        checks.check("big-not-invertible", () -> BigInteger.valueOf(4).modInverse(BigInteger.valueOf(8)));
        checks.check(
                "big-bytes",
                () -> List.of(
                        large.toByteArray(),
                        new BigInteger(1, new byte[] {(byte) 0x80, 0}),
                        new BigInteger("-zz", 36)));
        checks.check("big-exact", () -> large.longValueExact());
        checks.check(
                "big-factorial",
                () -> IntStream.rangeClosed(1, 1000)
                        .mapToObj(BigInteger::valueOf)
                        .reduce(BigInteger.ONE, BigInteger::multiply)
                        .hashCode());
        checks.check("big-parse-wrong", () -> new BigInteger("12a"));
        checks.check(
                "decimal-divide",
                () -> List.of(
                        BigDecimal.ONE.divide(new BigDecimal(7), 30, RoundingMode.HALF_EVEN),
                        new BigDecimal("10").divide(new BigDecimal("3"), MathContext.DECIMAL128)));
        checks.check("decimal-inexact", () -> BigDecimal.ONE.divide(new BigDecimal(3)));
        checks.check("decimal-zero", () -> BigDecimal.ONE.divide(BigDecimal.ZERO));
        checks.check(
                "decimal-rounding",
                () -> java.util.Arrays.stream(RoundingMode.values())
                        .filter(m -> m != RoundingMode.UNNECESSARY)
                        .map(m -> new BigDecimal("-2.5").setScale(0, m))
                        .toList());
        checks.check("decimal-rounding-needed", () -> new BigDecimal("2.5").setScale(0, RoundingMode.UNNECESSARY));
        checks.check(
                "decimal-strings",
                () -> List.of(
                        new BigDecimal("1E+10"),
                        new BigDecimal("1E+10").toPlainString(),
                        new BigDecimal("12345E-10").toEngineeringString(),
                        new BigDecimal(0.1),
                        BigDecimal.valueOf(0.1),
                        new BigDecimal("100").stripTrailingZeros()));
        checks.check(
                "decimal-equal",
                () -> List.of(
                        new BigDecimal("1.0").equals(new BigDecimal("1.00")),
                        new BigDecimal("1.0").compareTo(new BigDecimal("1.00")),
                        new BigDecimal("1.10").hashCode()));
        checks.check("decimal-sqrt", () -> new BigDecimal(2).sqrt(new MathContext(50)));
    }

    private static void random(Checks checks) {
        checks.check("random-seeded", () -> {
            var random = new Random(42);
            return List.of(
                    random.nextInt(),
                    random.nextLong(),
                    random.nextInt(100),
                    random.nextDouble(),
                    random.nextGaussian(),
                    random.nextBoolean(),
                    random.nextFloat());
        });
        checks.check(
                "random-stream", () -> new Random(7).ints(5, 0, 1000).boxed().toList());
        checks.check("splittable", () -> {
            var random = new SplittableRandom(42);
            return List.of(random.nextInt(1000), random.split().nextInt(1000), random.nextLong());
        });
        for (String name : List.of(
                "L64X128MixRandom",
                "L128X256MixRandom",
                "Xoshiro256PlusPlus",
                "Xoroshiro128PlusPlus",
                "L32X64MixRandom")) {
            checks.check("generator-" + name.toLowerCase(java.util.Locale.ROOT), () -> {
                RandomGenerator generator = RandomGeneratorFactory.of(name).create(99);
                return List.of(generator.nextInt(), generator.nextLong(5, 50), generator.nextExponential());
            });
        }
        checks.check("generator-missing", () -> RandomGenerator.of("NoSuchRandom"));
        checks.check("random-bound-wrong", () -> new Random(1).nextInt(0));
        checks.check("shuffle", () -> {
            var list = new java.util.ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8));
            java.util.Collections.shuffle(list, new Random(3));
            return list;
        });
    }
}
