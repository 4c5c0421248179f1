package dev.demitasse.toolchain.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.reflect.AccessFlag;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the methods that {@link Hook} names tell the {@link Recorder}, whoever calls them. {@code ClassLoader.loadClass}
 * is another matter, for the JVM itself calls it for every class: there it is the call in the application's code that is
 * followed by telling. Immutable.
 */
final class CallRecording implements ClassFileTransformer {
    private static final ClassDesc RECORDER = ClassDesc.of(Recorder.class.getName());
    private static final MethodTypeDesc LOAD_CLASS = MethodTypeDesc.of(ConstantDescs.CD_Class, ConstantDescs.CD_String);
    private static final MethodTypeDesc TAKES_CLASS = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Class);

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String internalName,
            @Nullable Class<?> retransformed,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (internalName == null) {
            return null;
        }
        String name = internalName.replace('/', '.');
        if (Hook.isHooked(name)) {
            return hooked(name, bytes);
        }
        // The JDK's own loaders are none of the application's.
        return loader == null || loader.equals(ClassLoader.getPlatformClassLoader()) ? null : loading(loader, bytes);
    }

    /** One of the JDK's classes with its calls told. */
    static byte[] hooked(String name, byte[] bytes) {
        ClassFile file = ClassFile.of();
        return file.transformClass(file.parse(bytes), (builder, element) -> {
            if (element instanceof MethodModel method && !Hook.of(name, method).isEmpty()) {
                var telling = new Telling(method, Hook.of(name, method));
                builder.transformMethod(
                        method, MethodTransform.transformingCode(CodeTransform.ofStateful(() -> telling)));
            } else {
                builder.with(element);
            }
        });
    }

    /** A class of the application's whose calls of {@code loadClass} are told; null where it has none. */
    static byte @Nullable [] loading(ClassLoader loader, byte[] bytes) {
        ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver())));
        ClassModel model = file.parse(bytes);
        boolean loads = model.methods().stream()
                .anyMatch(method -> method.code().isPresent()
                        && method.code().get().elementStream().anyMatch(CallRecording::isLoadClass));
        if (!loads) {
            return null;
        }
        return file.transformClass(model, ClassTransform.transformingMethodBodies((builder, element) -> {
            builder.with(element);
            if (isLoadClass(element)) {
                builder.dup().invokestatic(RECORDER, "named", TAKES_CLASS);
            }
        }));
    }

    private static boolean isLoadClass(CodeElement element) {
        return element instanceof InvokeInstruction call
                && call.name().equalsString("loadClass")
                && call.typeSymbol().equals(LOAD_CLASS);
    }

    /** A method that tells at its beginning or before it returns. */
    private record Telling(MethodModel method, List<Hook> hooks) implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            for (Hook hook : hooks) {
                if (hook.passed() != Hook.Passed.RESULT) {
                    load(code, hook);
                    tell(code, hook);
                }
            }
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof ReturnInstruction) {
                for (Hook hook : hooks) {
                    if (hook.passed() == Hook.Passed.RESULT) {
                        code.dup();
                        tell(code, hook);
                    }
                }
            }
            code.with(element);
        }

        private void load(CodeBuilder code, Hook hook) {
            if (hook.passed() == Hook.Passed.THIS) {
                code.aload(0);
                return;
            }
            int first = method.flags().has(AccessFlag.STATIC) ? 0 : 1;
            int parameters = hook.toldType(method.methodTypeSymbol()).parameterCount();
            // All that is told are references, of one slot each.
            for (int i = 0; i < parameters; i++) {
                code.loadLocal(TypeKind.REFERENCE, first + i);
            }
        }

        private void tell(CodeBuilder code, Hook hook) {
            code.invokestatic(RECORDER, hook.told(), hook.toldType(method.methodTypeSymbol()));
        }
    }
}
