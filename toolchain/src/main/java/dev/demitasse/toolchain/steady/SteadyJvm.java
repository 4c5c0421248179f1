package dev.demitasse.toolchain.steady;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Options that make the builder's JVM do the same in the same order every time, so that equal inputs give equal images.
 * Stateless.
 *
 * <p>These things of a JVM differ from run to run and decide the order in which SVM works, and with it the image:
 *
 * <ul>
 *   <li>The order of {@code Set.of} and {@code Map.of}, which the JDK chooses by the time the JVM started.
 *   <li>The time of the build, in {@code java.time.Clock} and {@code ZoneInfoFile}, which becomes part of the image.
 *   <li>The order of the methods of a class, in reflection and in JVMCI, which is that of the addresses of their names.
 *   <li>The hash code of a method as JVMCI shows it, which is the address of its metadata.
 *   <li>The hash code of a type as JVMCI shows it, which is that of its name, and of its members in reflection; the name
 *       of a hidden class ends in the address of its metadata. (For the names themselves see {@code HiddenClassNames} in
 *       the builder's module.)
 *   <li>The hash codes of a file's path and of a module's place, which count the folders too in which Demitasse and its
 *       inputs are.
 *   <li>Which method types the JDK has forgotten, and which types JVMCI, since both are held weakly, by the time they are
 *       asked for again. Whatever is weak besides is asked for by nobody once it is gone.
 *   <li>The turns of several threads, which also decide the identity hash codes of objects. Without workers, the common
 *       pool leaves all tasks to the one thread that waits for them, whose hash codes are a sequence of its own. What
 *       is asynchronous has workers in a pool apart.
 * </ul>
 *
 * <p>All but the last are patched in the classes of the running JDK.
 */
public final class SteadyJvm {
    private static final String JVMCI = "jdk/vm/ci/hotspot/";

    /**
     * Milliseconds since the epoch until the beginning of 2026, for {@code java.time.Clock}, which counts from a time less
     * than 136 years away, and for {@code ZoneInfoFile}, which asks whether a zone's offset changes after that time.
     */
    private static final long ERA = 1_767_225_600_000L;

    private static final MethodTypeDesc HASH_CODE = MethodTypeDesc.of(ConstantDescs.CD_int);
    private static final MethodTypeDesc NAME = MethodTypeDesc.of(ConstantDescs.CD_String);

    private static final ClassDesc POOL = ClassDesc.of("java.util.concurrent.ForkJoinPool");
    private static final MethodTypeDesc COMMON_POOL = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_byte);

    private static final ClassDesc HIDDEN_NAME = ClassDesc.of("java.lang.reflect.HiddenName");
    private static final ClassDesc UNIX_PATH = ClassDesc.of("sun.nio.fs.UnixPath");
    private static final ClassDesc EXECUTABLES = ClassDesc.ofDescriptor("[Ljava/lang/reflect/Executable;");
    private static final ClassDesc JVMCI_METHODS = ClassDesc.ofDescriptor("[Ljdk/vm/ci/meta/ResolvedJavaMethod;");

    private static final List<String> OPTIONS = List.of(
            // The same number of threads and tables on every machine, and one thread for all tasks.
            "-XX:ActiveProcessorCount=2",
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0",
            // The JVM's own threads, which count in the seeds of hash codes, all at the start.
            "-XX:-UseDynamicNumberOfCompilerThreads",
            // A collector whose points depend on what the one thread has allocated: the others take small pieces. C2
            // would
            // do away with allocations, sooner or later; most of its work would not pay within a minute anyway.
            "-XX:+UseSerialGC",
            "-XX:-ResizeTLAB",
            "-XX:TLABSize=64k",
            "-XX:TieredStopAtLevel=1",
            // Early, since what runs for a minute is interpreted for long otherwise: a tenth of hello's processor time.
            "-XX:CompileThresholdScaling=0.1",
            // Else the growth of compiled code, which is a matter of time, sets off collections.
            "-XX:SweeperThreshold=100",
            "-XX:ReservedCodeCacheSize=256m",
            // Soft references stay however long a build takes: else a slow one computes anew what a quick one
            // remembers.
            "-XX:SoftRefLRUPolicyMSPerMB=1000000");

    /** A class file for a module of the JDK: one of its own, changed, or one that it has not. */
    private record Patch(String module, ClassDesc type, byte[] bytes) {
        String file() {
            String descriptor = type.descriptorString();
            return descriptor.substring(1, descriptor.length() - 1) + ".class";
        }
    }

    private SteadyJvm() {}

    /**
     * Writes the patched classes under {@code folder}.
     *
     * @return options for the builder's JVM
     * @throws IllegalStateException when a class of this JDK has nothing of what is to be patched
     */
    public static List<String> options(Path folder) throws IOException {
        List<Patch> patches = patches();
        for (Patch patch : patches) {
            Path file = folder.resolve(patch.module).resolve(patch.file());
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, patch.bytes);
        }
        var options = new ArrayList<>(OPTIONS);
        for (String module : patches.stream().map(Patch::module).distinct().toList()) {
            options.add("--patch-module");
            options.add(module + "=" + folder.resolve(module));
        }
        return options;
    }

    private static List<Patch> patches() throws IOException {
        ClassDesc reflectedOrder = ClassDesc.of("java.lang.ReflectedOrder");
        ClassDesc jvmciOrder = jvmci("JvmciOrder");
        return List.of(
                changed("java.base", ClassDesc.of("java.util.ImmutableCollections"), constant("nanoTime", 1)),
                changed("java.base", ClassDesc.of("java.time.Clock"), constant("currentTimeMillis", ERA)),
                changed(
                        "java.base",
                        ClassDesc.of("sun.util.calendar.ZoneInfoFile"),
                        constant("currentTimeMillis", ERA)),
                changed(
                        "java.base",
                        ConstantDescs.CD_Class,
                        sorting(
                                Set.of("getDeclaredMethods0", "getDeclaredConstructors0"),
                                reflectedOrder,
                                EXECUTABLES)),
                added("java.base", reflectedOrder, ReflectedOrder.class),
                changed(
                        "jdk.internal.vm.ci",
                        jvmci("CompilerToVM"),
                        sorting(
                                Set.of("getDeclaredMethods", "getDeclaredConstructors", "getAllMethods"),
                                jvmciOrder,
                                JVMCI_METHODS)),
                added("jdk.internal.vm.ci", jvmciOrder, JvmciOrder.class),
                added("java.base", HIDDEN_NAME, HiddenName.class),
                changed("java.base", ClassDesc.of("java.lang.reflect.Method"), hashingStems()),
                changed("java.base", ClassDesc.of("java.lang.reflect.Constructor"), hashingStems()),
                changed("java.base", ClassDesc.of("java.lang.reflect.Field"), hashingStems()),
                changed("java.base", UNIX_PATH, hashCode(SteadyJvm::ofPath)),
                changed(
                        "java.base",
                        ClassDesc.of("jdk.internal.module.ModuleReferenceImpl"),
                        hashCode(SteadyJvm::ofModule)),
                changed("jdk.internal.vm.ci", jvmci("HotSpotResolvedJavaMethodImpl"), hashCode(SteadyJvm::ofMethod)),
                changed("jdk.internal.vm.ci", jvmci("HotSpotResolvedJavaType"), hashCode(SteadyJvm::ofType)),
                changed("java.base", ConstantDescs.CD_MethodType, internedSoftly()),
                changed("java.base", ClassDesc.of("java.util.concurrent.CompletableFuture"), asynchronousApart()),
                changed("java.base", POOL, commonPoolForAll()),
                holdingFast("WeakReferenceHolder", "ref", 1),
                holdingFast("KlassWeakReference", "klassPointer", 2));
    }

    private static Patch changed(String module, ClassDesc type, ClassTransform change) throws IOException {
        var patch = new Patch(module, type, new byte[0]);
        Path original = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module, patch.file());
        var classFile = ClassFile.of();
        ClassModel model = classFile.parse(Files.readAllBytes(original));
        byte[] result = classFile.transformClass(model, change);
        if (Arrays.equals(result, classFile.transformClass(model, ClassTransform.ACCEPT_ALL))) {
            throw new IllegalStateException(original + " of this JDK has nothing of what a steady build must patch");
        }
        return new Patch(module, type, result);
    }

    /** A copy of a class of ours under another name. */
    private static Patch added(String module, ClassDesc name, Class<?> ours) throws IOException {
        String resource = ours.getSimpleName() + ".class";
        try (InputStream in = Objects.requireNonNull(ours.getResourceAsStream(resource), resource)) {
            var classFile = ClassFile.of();
            return new Patch(
                    module,
                    name,
                    classFile.transformClass(classFile.parse(in.readAllBytes()), name, ClassTransform.ACCEPT_ALL));
        }
    }

    /** A constant in place of what a method of {@code System} returns to the initializer of the class. */
    private static ClassTransform constant(String method, long value) {
        CodeTransform change = (code, element) -> {
            if (element instanceof InvokeInstruction call
                    && call.name().equalsString(method)
                    && call.owner().name().equalsString("java/lang/System")) {
                code.loadConstant(value);
            } else {
                code.with(element);
            }
        };
        return ClassTransform.transformingMethodBodies(
                body -> body.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME), change);
    }

    /** Gives the arrays that these methods return to {@code sort} of another class. */
    private static ClassTransform sorting(Set<String> methods, ClassDesc order, ClassDesc array) {
        CodeTransform change = (code, element) -> {
            code.with(element);
            if (element instanceof InvokeInstruction call
                    && methods.contains(call.name().stringValue())) {
                code.invokestatic(order, "sort", MethodTypeDesc.of(array, array));
                code.checkcast(call.typeSymbol().returnType());
            }
        };
        return ClassTransform.transformingMethodBodies(change);
    }

    /** Hash codes of members by the stem of their class's name: whether a table's bin becomes a tree depends on them. */
    private static ClassTransform hashingStems() {
        CodeTransform change = (code, element) -> {
            code.with(element);
            if (element instanceof InvokeInstruction call
                    && call.name().equalsString("getName")
                    && call.owner().name().equalsString("java/lang/Class")) {
                code.invokestatic(
                        HIDDEN_NAME, "stem", MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_String));
            }
        };
        return ClassTransform.transformingMethodBodies(body -> body.methodName().equalsString("hashCode"), change);
    }

    /** The table that holds the only copy of each method type holds it softly instead of weakly. */
    private static ClassTransform internedSoftly() {
        CodeTransform change = (code, element) -> {
            if (element instanceof InvokeInstruction call
                    && call.name().equalsString("create")
                    && call.owner().name().equalsString("jdk/internal/util/ReferencedKeySet")) {
                // The first of two arguments says whether softly.
                code.swap().pop().iconst_1().swap();
            }
            code.with(element);
        };
        return ClassTransform.transformingMethodBodies(
                body -> body.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME), change);
    }

    /**
     * A pool of its own for what is done asynchronously, which else would give two workers to a common pool that has none:
     * they would take SVM's tasks, too. It is made as the common one is, which counts no pool: the count is in images.
     */
    private static ClassTransform asynchronousApart() {
        CodeTransform change = (code, element) -> {
            if (element instanceof InvokeInstruction call && call.name().equalsString("asyncCommonPool")) {
                code.new_(POOL)
                        .dup()
                        .iconst_0()
                        .invokespecial(POOL, ConstantDescs.INIT_NAME, COMMON_POOL)
                        .dup()
                        .iconst_2()
                        .putfield(POOL, "parallelism", ConstantDescs.CD_int);
            } else {
                code.with(element);
            }
        };
        return ClassTransform.transformingMethodBodies(
                body -> body.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME), change);
    }

    /** The constructor of the common pool, for its package. */
    private static ClassTransform commonPoolForAll() {
        return ClassTransform.transformingMethods(
                method -> method.methodTypeSymbol().equals(COMMON_POOL)
                        && method.methodName().equalsString(ConstantDescs.INIT_NAME),
                (method, element) -> {
                    if (element instanceof AccessFlags) {
                        method.withFlags(0);
                    } else {
                        method.with(element);
                    }
                });
    }

    /**
     * Has a weak reference of JVMCI's runtime hold what it refers to in a field of its own, too.
     *
     * @param nested the class of the reference
     * @param field set in the method that has the referent
     * @param variable the referent's place among that method's variables
     */
    private static Patch holdingFast(String nested, String field, int variable) throws IOException {
        ClassDesc type = jvmci("HotSpotJVMCIRuntime$" + nested);
        CodeTransform change = (code, element) -> {
            code.with(element);
            if (element instanceof FieldInstruction access
                    && access.opcode() == Opcode.PUTFIELD
                    && access.name().equalsString(field)) {
                code.aload(0).aload(variable).putfield(type, "held", ConstantDescs.CD_Object);
            }
        };
        return changed(
                "jdk.internal.vm.ci",
                type,
                ClassTransform.transformingMethodBodies(change)
                        .andThen(ClassTransform.endHandler(
                                end -> end.withField("held", ConstantDescs.CD_Object, ClassFile.ACC_PRIVATE))));
    }

    /** Another body for {@code hashCode()}. */
    private static ClassTransform hashCode(Consumer<CodeBuilder> body) {
        return (type, element) -> {
            if (element instanceof MethodModel method
                    && method.methodName().equalsString("hashCode")
                    && method.methodTypeSymbol().equals(HASH_CODE)) {
                type.withMethodBody("hashCode", HASH_CODE, method.flags().flagsMask(), body);
            } else {
                type.with(element);
            }
        };
    }

    /** A hash code of the last name alone: sets of jars must not come in the order of where Demitasse is installed. */
    private static void ofPath(CodeBuilder code) {
        int hash = 1;
        int index = 2;
        ClassDesc bytes = ConstantDescs.CD_byte.arrayType();
        code.iconst_0().istore(hash);
        code.aload(0)
                .getfield(UNIX_PATH, "path", bytes)
                .arraylength()
                .istore(index)
                .block(name -> {
                    Label next = name.newBoundLabel();
                    name.iinc(index, -1)
                            .iload(index)
                            .iflt(name.breakLabel())
                            .aload(0)
                            .getfield(UNIX_PATH, "path", bytes)
                            .iload(index)
                            .baload()
                            .bipush('/')
                            .if_icmpeq(name.breakLabel())
                            .iload(hash)
                            .bipush(31)
                            .imul()
                            .aload(0)
                            .getfield(UNIX_PATH, "path", bytes)
                            .iload(index)
                            .baload()
                            .iadd()
                            .istore(hash)
                            .goto_(next);
                })
                .iload(hash)
                .ireturn();
    }

    /** The module's descriptor says which it is; its location would say where Demitasse is installed. */
    private static void ofModule(CodeBuilder code) {
        ClassDesc reference = ClassDesc.of("java.lang.module.ModuleReference");
        ClassDesc descriptor = ClassDesc.of("java.lang.module.ModuleDescriptor");
        code.aload(0)
                .invokevirtual(reference, "descriptor", MethodTypeDesc.of(descriptor))
                .invokevirtual(descriptor, "hashCode", HASH_CODE)
                .ireturn();
    }

    /** {@code holder.hashCode() * 31 + getName().hashCode()}. */
    private static void ofMethod(CodeBuilder code) {
        ClassDesc method = jvmci("HotSpotResolvedJavaMethodImpl");
        ClassDesc holder = jvmci("HotSpotResolvedObjectTypeImpl");
        code.aload(0)
                .getfield(method, "holder", holder)
                .invokevirtual(holder, "hashCode", HASH_CODE)
                .bipush(31)
                .imul()
                .aload(0)
                .invokevirtual(method, "getName", NAME)
                .invokevirtual(ConstantDescs.CD_String, "hashCode", HASH_CODE)
                .iadd()
                .ireturn();
    }

    /** {@code getName().hashCode()} of the part before the first dot: only the names of hidden classes have one. */
    private static void ofType(CodeBuilder code) {
        int name = 1;
        int dot = 2;
        ClassDesc string = ConstantDescs.CD_String;
        code.aload(0)
                .invokevirtual(jvmci("HotSpotResolvedJavaType"), "getName", NAME)
                .astore(name)
                .aload(name)
                .bipush('.')
                .invokevirtual(string, "indexOf", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int))
                .istore(dot)
                .iload(dot)
                .ifThen(
                        Opcode.IFGE,
                        then -> then.aload(name)
                                .iconst_0()
                                .iload(dot)
                                .invokevirtual(
                                        string,
                                        "substring",
                                        MethodTypeDesc.of(string, ConstantDescs.CD_int, ConstantDescs.CD_int))
                                .astore(name))
                .aload(name)
                .invokevirtual(string, "hashCode", HASH_CODE)
                .ireturn();
    }

    private static ClassDesc jvmci(String name) {
        return ClassDesc.ofInternalName(JVMCI + name);
    }
}
