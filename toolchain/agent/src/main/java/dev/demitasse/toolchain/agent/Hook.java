package dev.demitasse.toolchain.agent;

import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A public method of the JDK by which programs reach things by name, and what the {@link Recorder} is told of its calls.
 * Immutable.
 *
 * @param owner the class that declares it, by its binary name
 * @param methods the simple names, a regular expression
 * @param told the recorder's method
 * @param passed what it gets
 */
record Hook(String owner, Pattern methods, String told, Passed passed) {
    /** What of a call the recorder gets, which says when it is told. */
    enum Passed {
        /** At the beginning: the object the method is called on. */
        THIS,
        /** At the beginning: the first parameter. */
        FIRST,
        /** At the beginning: the first two parameters. */
        FIRST_TWO,
        /** At the beginning: the first three parameters. */
        FIRST_THREE,
        /** At the end: what is returned. */
        RESULT
    }

    private static final String LOOKUP = "java.lang.invoke.MethodHandles$Lookup";

    private static final List<Hook> ALL = List.of(
            hook("java.lang.Class", "forName", "named", Passed.RESULT),
            hook(
                    "java.lang.Class",
                    "get(Declared)?(Methods?|Constructors?|Fields?|Classes)|getRecordComponents|getPermittedSubclasses",
                    "queried",
                    Passed.THIS),
            hook("java.lang.Class", "getDeclaredField|getField", "accessed", Passed.RESULT),
            hook("java.lang.Class", "newInstance", "constructed", Passed.THIS),
            hook("java.lang.Class", "getResource", "resource", Passed.RESULT),
            hook("java.lang.ClassLoader", "getResource", "resource", Passed.RESULT),
            hook("java.lang.reflect.Method", "invoke", "invoked", Passed.THIS),
            hook("java.lang.reflect.Constructor", "newInstance", "invoked", Passed.THIS),
            hook(
                    "java.lang.reflect.Field",
                    "[gs]et(|Boolean|Byte|Char|Short|Int|Long|Float|Double)",
                    "accessed",
                    Passed.THIS),
            hook("java.lang.reflect.Array", "newInstance", "array", Passed.RESULT),
            hook("java.lang.reflect.Proxy", "newProxyInstance", "proxy", Passed.RESULT),
            hook(LOOKUP, "find(Virtual|Static)", "method", Passed.FIRST_THREE),
            hook(LOOKUP, "findConstructor", "constructor", Passed.FIRST_TWO),
            hook(LOOKUP, "find(Static)?(Getter|Setter|VarHandle)", "field", Passed.FIRST_TWO),
            hook(LOOKUP, "unreflect(Special|Constructor)?", "invoked", Passed.FIRST),
            hook(LOOKUP, "unreflect(Getter|Setter|VarHandle)", "accessed", Passed.FIRST),
            hook("sun.misc.Unsafe", "allocateInstance", "allocated", Passed.FIRST),
            hook("sun.misc.Unsafe", "(object|static)FieldOffset", "accessed", Passed.FIRST),
            hook("java.io.ObjectStreamClass", "lookup", "serialized", Passed.FIRST),
            hook("java.util.ResourceBundle", "getBundle", "bundle", Passed.FIRST));

    private static final Set<String> OWNERS =
            Set.copyOf(ALL.stream().map(Hook::owner).toList());

    private static Hook hook(String owner, String methods, String told, Passed passed) {
        return new Hook(owner, Pattern.compile(methods), told, passed);
    }

    /** Whether a class, by its binary name, has methods that count. */
    static boolean isHooked(String owner) {
        return OWNERS.contains(owner);
    }

    /** What the recorder is told of a method's calls. */
    static List<Hook> of(String owner, MethodModel method) {
        var found = new ArrayList<Hook>();
        // What only the JDK calls is not a program's doing; ObjectStreamClass looks up by a method of its package.
        boolean counts = method.flags().has(AccessFlag.PUBLIC) || owner.equals("java.io.ObjectStreamClass");
        if (counts && method.code().isPresent()) {
            String name = method.methodName().stringValue();
            for (Hook hook : ALL) {
                if (hook.owner.equals(owner) && hook.methods.matcher(name).matches()) {
                    found.add(hook);
                }
            }
        }
        return found;
    }

    /** The type of the recorder's method for a method of the JDK. */
    MethodTypeDesc toldType(MethodTypeDesc type) {
        List<ClassDesc> parameters = switch (passed) {
            case THIS -> List.of(ClassDesc.of(owner));
            case FIRST -> type.parameterList().subList(0, 1);
            case FIRST_TWO -> type.parameterList().subList(0, 2);
            case FIRST_THREE -> type.parameterList().subList(0, 3);
            case RESULT -> List.of(type.returnType());
        };
        return MethodTypeDesc.of(
                ConstantDescs.CD_void, parameters.stream().map(Hook::general).toList());
    }

    /** The recorder takes methods and constructors alike. */
    private static ClassDesc general(ClassDesc type) {
        String name = type.displayName();
        boolean executable = name.equals("Method") || name.equals("Constructor");
        return executable ? ClassDesc.of("java.lang.reflect.Executable") : type;
    }
}
