package dev.demitasse.jdk;

/**
 * The messages of HotSpot for exceptions that the runtime throws itself, where SubstrateVM has others or none: programs
 * print them, and now and then read them. Stateless.
 */
public final class FailureMessages {
    private FailureMessages() {}

    /**
     * Of a failed cast, as {@code SharedRuntime::generate_class_cast_message} in HotSpot's sharedRuntime.cpp.
     *
     * @param expected the class, or what stands for it
     */
    public static String cast(Object object, Object expected) {
        Class<?> actual = object.getClass();
        if (!(expected instanceof Class<?> target)) {
            return actual.getName() + " cannot be cast to " + expected;
        }
        String places = actual.getModule() == target.getModule()
                ? actual.getName() + " and " + target.getName() + " are" + place(actual)
                : actual.getName() + " is" + place(actual) + "; " + target.getName() + " is" + place(target);
        return "class " + actual.getName() + " cannot be cast to class " + target.getName() + " (" + places + ")";
    }

    private static String place(Class<?> type) {
        Module module = type.getModule();
        ClassLoader loader = type.getClassLoader();
        return (module.isNamed() ? " in module " + module.getName() : " in unnamed module") + " of loader '"
                + (loader == null ? "bootstrap" : loader.getName()) + "'";
    }

    /** Of {@code System.arraycopy} outside an array, as {@code TypeArrayKlass::copy_array} in HotSpot. */
    public static String copy(
            Object from, int fromLength, int fromIndex, Object to, int toLength, int toIndex, int length) {
        String what;
        Object array = from;
        int arrayLength = fromLength;
        if (fromIndex < 0) {
            what = "source index " + fromIndex;
        } else if (toIndex < 0) {
            what = "destination index " + toIndex;
            array = to;
            arrayLength = toLength;
        } else if (length < 0) {
            return "arraycopy: length " + length + " is negative";
        } else if (fromIndex > fromLength - length) {
            what = "last source index " + Integer.toUnsignedString(fromIndex + length);
        } else {
            what = "last destination index " + Integer.toUnsignedString(toIndex + length);
            array = to;
            arrayLength = toLength;
        }
        Class<?> element = array.getClass().getComponentType();
        String kind = element.isPrimitive() ? element.getName() : "object array";
        return "arraycopy: " + what + " out of bounds for " + kind + "[" + arrayLength + "]";
    }
}
